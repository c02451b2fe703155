package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
)

// receiveTime bounds the wait for a place, and again the wait to be judged, the
// verification and the storing.
const receiveTime = 15 * time.Second

// sessionHeader names the session of a response that was received, for whoever
// looks at the network tab of a browser.
const sessionHeader = "Gatehouse-Session"

// acs receives what an identity provider sends. Whatever of it arrives, by
// whatever method, leaves a session.
func (s *server) acs(w http.ResponseWriter, r *http.Request) {
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && !saml.HoldsMessage([]byte(r.URL.RawQuery)) {
		s.acsPage(w, r)
		return
	}
	s.deliver(w, r, model.Delivery{Key: r.PathValue("key")})
}

// acsPage is for a person who has opened the ACS URL: nobody tried to sign in.
func (s *server) acsPage(w http.ResponseWriter, r *http.Request) {
	_, err := s.desk.ConnectionByKey(r.Context(), r.PathValue("key"))
	switch {
	case errors.Is(err, model.ErrNotFound):
		s.refuse(w, r, http.StatusNotFound, "not_found", "There is no connection at this address",
			"Copy the ACS URL again from where you found it.")
	case err != nil:
		s.log.ErrorContext(r.Context(), "a connection could not be read", "error", err)
		s.sorry(w, r)
	default:
		s.say(w, r, http.StatusOK, message{
			Title: "This address is for your identity provider",
			Text: "It posts its sign-in answers here (ACS URL, binding HTTP-POST), so there is nothing to see for a person. " +
				"To sign in, begin at the app. To set single sign-on up, enter this address as the ACS URL at your identity provider.",
		})
	}
}

// deliver has a message judged and answers the browser that brought it. A
// browser that goes away does not end the work.
func (s *server) deliver(w http.ResponseWriter, r *http.Request, m model.Delivery) {
	var err error
	var release func()
	if m.Post, m.Digest, release, err = s.readPost(w, r); err != nil {
		s.busy(w, r, err)
		return
	}
	defer release()
	m.Visitor = s.visitorOf(r)
	begun := time.Now()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), receiveTime)
	defer cancel()
	received, err := s.desk.Receive(ctx, m)
	if errors.Is(err, model.ErrBusy) {
		s.busy(w, r, err)
		return
	}
	if err != nil {
		s.log.ErrorContext(ctx, "a response could not be recorded", "key", printable(m.Key, 64), "error", err)
		s.unstored(w, r, err)
		return
	}
	if received.Verdict != nil && received.Verdict.Opaque() {
		evenly(ctx, begun)
	}
	w.Header().Set(sessionHeader, string(received.Session.ID))
	if received.Redirect != "" {
		http.Redirect(w, r, received.Redirect, http.StatusFound)
		return
	}
	if received.Unproved {
		http.Redirect(w, r, "/sso/saml/result/"+string(received.Session.ID), http.StatusSeeOther)
		return
	}
	s.sayTo(w, r, statusOf(received.Session), received.Session.EnvironmentID, outcome(received.Session))
}

// evenTime is what an answer about a message takes that could not be decrypted,
// or a multiple of it.
const evenTime = 50 * time.Millisecond

// evenly waits, so that the time an answer takes does not tell how far the
// decryption came (E7).
func evenly(ctx context.Context, begun time.Time) {
	select {
	case <-time.After(evenTime - time.Since(begun)%evenTime):
	case <-ctx.Done():
	}
}

// result takes a browser on that brought an unverified message: as it comes by GET
// now, it shows the cookie of the login that it may have begun.
func (s *server) result(w http.ResponseWriter, r *http.Request) {
	session, back, err := s.desk.ErrorReturn(r.Context(), model.ID(r.PathValue("session")), s.visitorOf(r))
	switch {
	case errors.Is(err, model.ErrNotFound):
		s.notFound(w, r)
	case err != nil:
		s.log.ErrorContext(r.Context(), "a result could not be read", "error", err)
		s.sorry(w, r)
	case back != "":
		http.Redirect(w, r, back, http.StatusFound)
	default:
		s.sayTo(w, r, statusOf(session), session.EnvironmentID, outcome(session))
	}
}

func (s *server) busy(w http.ResponseWriter, r *http.Request, err error) {
	s.desk.Load().TurnedAway(s.desk.Clock())
	s.log.WarnContext(r.Context(), "a sign-in was turned away", "error", err)
	w.Header().Set("Retry-After", "5")
	s.refuse(w, r, http.StatusServiceUnavailable, "busy", "Too many people are signing in at this moment",
		"Please wait a few seconds and try again.")
}

// unstored answers when something could not be written. For want of space it is
// counted with what was turned away: nobody can sign in until there is room.
func (s *server) unstored(w http.ResponseWriter, r *http.Request, err error) {
	if !errors.Is(err, model.ErrNoSpace) {
		s.sorry(w, r)
		return
	}
	s.desk.Load().TurnedAway(s.desk.Clock())
	w.Header().Set("Retry-After", "60")
	s.refuse(w, r, http.StatusServiceUnavailable, "read_only", "Nobody can be signed in at this moment",
		"The people who run this service have to make room on its disk first.")
}

func statusOf(x model.Session) int {
	if x.State == model.Failed {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// outcome tells the person how it ended, and nothing that only an engineer
// should know.
func outcome(x model.Session) message {
	switch {
	case x.State == model.Failed:
		return message{
			Title: "You could not be signed in",
			Text:  "Your company's sign-in answered, but the answer could not be used. Please try once more from the app; if it fails again, ask for help.",
			Trace: x.Trace(),
		}
	case x.Origin == model.FromAdminPortal:
		return message{
			Title: "The test sign-in works",
			Text:  "Your identity provider's answer was received and verified. You can close this page.",
			Trace: x.Trace(),
		}
	}
	return message{
		Title: "You are signed in",
		Text:  "But the app has not said where to send you. Please open the app itself.",
		Trace: x.Trace(),
	}
}
