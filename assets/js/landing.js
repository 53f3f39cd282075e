// The way from a message to its thing is a POST, so that no scanner of links goes it: one tap for a reader.
document.getElementById("landing").requestSubmit();
