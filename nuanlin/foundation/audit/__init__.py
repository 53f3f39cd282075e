"""Events, refusals and row history: what happened, who did it, why something was refused."""
