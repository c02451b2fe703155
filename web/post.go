package web

import "net/http"

// postPage hands a SAML message to the browser, which posts it on: by a script
// at once, without one when the person presses the button.
type postPage struct {
	Title, Text string
	Action      string
	Fields      []formField
	Buttons     []postButton
	Wait        bool // for the person, also where a script could go on
}

type formField struct{ Name, Value string }

// postButton sends the fields; each is a form of its own.
type postButton struct {
	Label  string
	NewTab bool
	AtOnce bool // the next one before anything that follows from this one
}

func (s *server) showPost(w http.ResponseWriter, r *http.Request, p postPage) {
	// form-action would also bind the redirects that follow, to an app that is
	// somewhere else.
	w.Header().Set("Content-Security-Policy", contentPolicy)
	s.show(w, r, http.StatusOK, "post", p)
}
