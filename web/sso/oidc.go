package sso

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"gatehouse/model"
	"gatehouse/web/internal/respond"
)

// maxCallback bounds the parameters of a provider's redirect, in bytes.
const maxCallback = 16 << 10

// callback takes a browser that an OpenID provider sends back. It is a GET, so it
// changes nothing but the one sign-in that this browser began, once. A browser that
// goes away does not end the work.
func (h *Handlers) callback(w http.ResponseWriter, r *http.Request) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || len(r.URL.RawQuery) > maxCallback {
		h.unreadable(w, r)
		return
	}
	if q.Get("state") == "" && q.Get("code") == "" && q.Get("error") == "" {
		h.out.Say(w, r, http.StatusOK, respond.Message{
			Title: "This address is for your identity provider",
			Text: "It sends browsers back here with its answer (redirect URI), so there is nothing to see for a " +
				"person. To sign in, begin at the app. To set single sign-on up, enter this address as a redirect " +
				"URI at your identity provider.",
		})
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), receiveTime)
	defer cancel()
	received, err := h.services.ReceiveOIDC(ctx, q, h.browsers.Visitor(r))
	if refused, known := unanswered(err, received.Session); known {
		h.out.SayTo(w, r, http.StatusBadRequest, received.Session.EnvironmentID, refused)
		return
	} else if err != nil {
		h.unsigned(w, r, "an answer was not recorded", err)
		return
	}
	w.Header().Set(sessionHeader, string(received.Session.ID))
	if received.Redirect != "" {
		http.Redirect(w, r, received.Redirect, http.StatusFound)
		return
	}
	h.out.SayTo(w, r, statusOf(received.Session), received.Session.EnvironmentID, outcome(received.Session))
}

// postedCallback takes what a browser is made to post: the parameters of a redirect (OAuth 2.0
// Form Post Response Mode). It comes from the provider's site, without the cookie of the
// browser, so the browser is sent to bring the same by GET.
func (h *Handlers) postedCallback(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxCallback)
	if err := r.ParseForm(); err != nil {
		h.unreadable(w, r)
		return
	}
	q := url.Values{}
	for _, name := range []string{"state", "code", "error", "error_description", "iss", "user"} {
		if values, posted := r.PostForm[name]; posted {
			q[name] = values
		}
	}
	http.Redirect(w, r, model.OIDCPath+"?"+q.Encode(), http.StatusSeeOther)
}

func (h *Handlers) unreadable(w http.ResponseWriter, r *http.Request) {
	h.out.Say(w, r, http.StatusBadRequest, respond.Message{
		Title: "This answer can't be read",
		Text:  "Please start again from the app. If it happens again, tell the people who run it.",
	})
}

// unanswered says to a person why what their browser brought answers nothing.
func unanswered(err error, s model.Session) (respond.Message, bool) {
	m := respond.Message{Title: "You could not be signed in"}
	if s.ID != "" {
		m.Trace = s.Trace()
	}
	switch {
	case errors.Is(err, model.ErrAnswered):
		m.Title = "This sign-in has ended already"
		m.Text = "Its answer was used: by a reload, the back button or a second click. Open the app; if you are not " +
			"signed in there, start again."
	case errors.Is(err, model.ErrOtherBrowser):
		m.Text = "The sign-in was begun in another browser, or its cookie is gone. Please start again from the app, " +
			"in one browser, with cookies allowed."
	case errors.Is(err, model.ErrUnknownState):
		m.Text = "This answer belongs to no sign-in that began here, or to one that is long over. Please start again " +
			"from the app."
	default:
		return m, false
	}
	return m, true
}
