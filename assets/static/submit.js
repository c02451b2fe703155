// Sends the form that carries a SAML message on. Without JavaScript the person
// presses its button instead.
document.querySelector("form[data-auto]")?.requestSubmit();
