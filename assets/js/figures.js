// Plots of figures; the table beside each holds the same numbers, so nothing is lost without them.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const TONES = { in_time: "--jade", late: "--amber", missed: "--crimson", visits: "--persimmon", half: "--jade", nine_of_ten: "--blue", reported: "--persimmon", closed: "--jade", open: "--ink-2", contact_kept: "--blue", solution_kept: "--jade" };
const SYMBOLS = { open: "circle", contact_kept: "diamond", solution_kept: "circle" };

/** A token's colour as it is shown now, light or dark. */
function colours(place) {
  const probe = document.createElement("span");
  place.append(probe);
  const found = (token) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const all = Object.fromEntries(
    ["--ink", "--ink-2", "--line", "--card", ...Object.values(TONES)].map((token) => [token, found(token)]),
  );
  probe.remove();
  return all;
}

function drawn(data, tone, narrow) {
  const text = { color: tone["--ink-2"], fontFamily: "inherit", fontSize: 12 };
  const unit = data.percent ? "%" : "";
  return {
    animationDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 300,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 4, right: 8, top: 36, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, itemGap: 16, textStyle: { ...text, fontSize: 13 } },
    // Written on the canvas: what is written as HTML brings styles of its own, which the page forbids.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: tone["--card"],
      borderColor: tone["--line"],
      textStyle: { color: tone["--ink"], fontSize: 13 },
      valueFormatter: (value) => (value === null || value === undefined ? "—" : `${Math.round(value * 10) / 10}${unit}`),
    },
    xAxis: {
      type: "category",
      data: data.steps,
      axisLine: { lineStyle: { color: tone["--line"] } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      max: data.percent ? 100 : undefined,
      min: data.percent ? (bounds) => Math.max(0, Math.floor(bounds.min / 10) * 10 - 10) : 0,
      minInterval: data.percent ? 10 : 1,
      splitNumber: narrow ? 3 : 4,
      splitLine: { lineStyle: { color: tone["--line"] } },
      axisLabel: { ...text, formatter: `{value}${unit}` },
    },
    series: data.series.map(({ name, kind, key, values }) => ({
      name,
      type: kind,
      data: values,
      color: tone[TONES[key]],
      barMaxWidth: 18,
      barGap: "15%",
      itemStyle: kind === "bar" ? { borderRadius: [4, 4, 0, 0] } : {},
      lineStyle: { width: 2.5 },
      symbol: SYMBOLS[key] ?? "circle",
      symbolSize: values.length > 20 ? 0 : 7,
      showSymbol: values.length <= 20,
      connectNulls: true,
    })),
  };
}

document.querySelectorAll("[data-plot]").forEach((place) => {
  const data = JSON.parse(place.dataset.plot);
  place.hidden = false;
  const chart = init(place);
  const draw = () => chart.setOption(drawn(data, colours(place), place.clientWidth < 480), true);
  draw();
  new ResizeObserver(() => chart.resize()).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
});
document.querySelectorAll("[data-folds]").forEach((details) => {
  details.open = false;
});
