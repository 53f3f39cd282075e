"""Events, refusals and the row history: what happened, who did it, and why something was refused."""
