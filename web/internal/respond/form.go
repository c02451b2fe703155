package respond

import (
	"net/http"

	"gatehouse/model"
	"gatehouse/web/internal/pages"
)

// Form hands a SAML message to the browser, which posts it on: by a script at
// once, without one when the person presses the button.
type Form struct {
	Title, Text string
	Action      string
	Fields      []Field
	Buttons     []Button
	Wait        bool // for the person, also where a script could go on
}

// Field is one that the form posts.
type Field struct{ Name, Value string }

// Button sends the fields; each is a form of its own.
type Button struct {
	Label  string
	NewTab bool
	AtOnce bool // the next one before anything that follows from this one
}

// Post shows a form that posts itself.
func (x *Responder) Post(w http.ResponseWriter, r *http.Request, f Form) {
	// form-action would also bind the redirects that follow, to an app that is
	// somewhere else.
	w.Header().Set("Content-Security-Policy", pages.Policy)
	x.Show(w, r, http.StatusOK, "post", f)
}

// Depart sends the browser to the identity provider.
func (x *Responder) Depart(w http.ResponseWriter, r *http.Request, begun model.Begun) {
	if begun.Form == nil {
		http.Redirect(w, r, begun.URL, http.StatusFound)
		return
	}
	x.Post(w, r, Form{
		Title: "One moment", Text: "You are on your way to your company's sign-in page.",
		Action:  begun.Form.Action,
		Fields:  []Field{{"SAMLRequest", begun.Form.SAMLRequest}, {"RelayState", begun.Form.RelayState}},
		Buttons: []Button{{Label: "Continue"}},
	})
}
