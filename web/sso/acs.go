package sso

import (
	"context"
	"net/http"
	"time"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage"
	"gatehouse/web/internal/respond"
)

// receiveTime bounds the wait for a place, and again the wait to be judged, the
// verification and the storing.
const receiveTime = 15 * time.Second

// sessionHeader names the session of a response that was received, for whoever
// looks at the network tab of a browser.
const sessionHeader = "Gatehouse-Session"

// acs receives what an identity provider sends. Whatever of it arrives, by
// whatever method, leaves a session.
func (h *Handlers) acs(w http.ResponseWriter, r *http.Request) {
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && !saml.HoldsMessage([]byte(r.URL.RawQuery)) {
		h.acsPage(w, r)
		return
	}
	h.deliver(w, r, model.Delivery{Key: r.PathValue("key")})
}

// acsPage is for a person who has opened the ACS URL: nobody tried to sign in.
func (h *Handlers) acsPage(w http.ResponseWriter, r *http.Request) {
	_, err := h.services.ConnectionByKey(r.Context(), r.PathValue("key"))
	if err != nil {
		h.out.Error(w, r, "a connection could not be read", err, respond.Words{
			For: model.ErrNotFound, Title: "There is no connection at this address",
			Text: "Copy the ACS URL again from where you found it.",
		})
		return
	}
	h.out.Say(w, r, http.StatusOK, respond.Message{
		Title: "This address is for your identity provider",
		Text: "It posts its sign-in answers here (ACS URL, binding HTTP-POST), so there is nothing to see " +
			"for a person. " +
			"To sign in, begin at the app. To set single sign-on up, enter this address as the ACS URL at " +
			"your identity " +
			"provider.",
	})
}

// deliver has a message judged and answers the browser that brought it. A
// browser that goes away does not end the work.
func (h *Handlers) deliver(w http.ResponseWriter, r *http.Request, m model.Delivery) {
	var err error
	var release func()
	if m.Post, m.Digest, release, err = h.readPost(w, r); err != nil {
		h.unsigned(w, r, "a sign-in was turned away", err)
		return
	}
	defer release()
	m.Visitor = h.browsers.Visitor(r)
	begun := time.Now()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), receiveTime)
	defer cancel()
	received, err := h.services.Receive(ctx, m)
	if err != nil {
		h.unsigned(w, r, "a response was not recorded", err)
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
	h.out.SayTo(w, r, statusOf(received.Session), received.Session.EnvironmentID, outcome(received.Session))
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
func (h *Handlers) result(w http.ResponseWriter, r *http.Request) {
	session, back, err := h.services.ErrorReturn(r.Context(), model.ID(r.PathValue("session")), h.browsers.Visitor(r))
	switch {
	case err != nil:
		h.out.Error(w, r, "a result could not be read", err)
	case back != "":
		http.Redirect(w, r, back, http.StatusFound)
	default:
		h.out.SayTo(w, r, statusOf(session), session.EnvironmentID, outcome(session))
	}
}

// unsigned answers when somebody could not be signed in, or begin to. What had no
// room, in memory or on the disk, is counted for whoever watches the process.
func (h *Handlers) unsigned(w http.ResponseWriter, r *http.Request, doing string, err error) {
	if api.ProblemOf(err).Status == http.StatusServiceUnavailable {
		h.services.Load().TurnedAway(h.services.Clock())
	}
	h.out.Error(w, r, doing, err, respond.Words{
		For: storage.ErrNoSpace, Title: "Nobody can be signed in at this moment",
		Text: "The people who run this service have to make room on its disk first.",
	})
}

func statusOf(x model.Session) int {
	if x.State == model.Failed {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// outcome tells the person how it ended, and nothing that only an engineer
// should know.
func outcome(x model.Session) respond.Message {
	switch {
	case x.State == model.Failed:
		return respond.Message{
			Title: "You could not be signed in",
			Text: "Your company's sign-in answered, but the answer could not be used. " +
				"Please try once more from the app; if it fails again, ask for help.",
			Trace: x.Trace(),
		}
	case x.Origin == model.FromAdminPortal:
		return respond.Message{
			Title: "The test sign-in works",
			Text:  "Your identity provider's answer was received and verified. You can close this page.",
			Trace: x.Trace(),
		}
	}
	return respond.Message{
		Title: "You are signed in",
		Text:  "But the app has not said where to send you. Please open the app itself.",
		Trace: x.Trace(),
	}
}
