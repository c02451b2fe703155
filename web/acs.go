package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
)

const (
	// usualBody holds any real response: the largest seen has 24 kB.
	usualBody = 64 << 10
	// maxDrained is how much of a body beyond the limit is read and dropped, so
	// that its sender gets to see the answer.
	maxDrained = 16 << 20
	// receiveTime bounds the wait for a slot, the verification and the storing.
	receiveTime = 15 * time.Second
)

// sessionHeader names the session of a response that was received, for whoever
// looks at the network tab of a browser.
const sessionHeader = "Gatehouse-Session"

var errBusy = errors.New("more responses arrive than can be verified")

// acs receives what an identity provider posts. Whatever arrives, by whatever
// method, leaves a session; so a browser that goes away does not end the work.
func (s *server) acs(w http.ResponseWriter, r *http.Request) {
	post, release, err := s.readPost(r)
	if err != nil {
		s.busy(w, r, err)
		return
	}
	defer release()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), receiveTime)
	defer cancel()
	received, err := s.receive(ctx, r, post)
	if errors.Is(err, errBusy) {
		s.busy(w, r, err)
		return
	}
	if err != nil {
		s.log.ErrorContext(ctx, "a response could not be recorded", "request_id", requestID(ctx), "key", printable(r.PathValue("key"), 64), "error", err)
		s.sorry(w, r)
		return
	}
	w.Header().Set(sessionHeader, string(received.Session.ID))
	if received.Redirect != "" {
		http.Redirect(w, r, received.Redirect, http.StatusFound)
		return
	}
	s.say(w, r, statusOf(received.Session), outcome(received.Session))
}

// receive judges at most one response a core at a time: more would only make
// each of them slower.
func (s *server) receive(ctx context.Context, r *http.Request, post saml.Post) (model.Received, error) {
	select {
	case s.judging <- struct{}{}:
		defer func() { <-s.judging }()
	case <-ctx.Done():
		return model.Received{}, errBusy
	}
	return s.desk.Receive(ctx, r.PathValue("key"), post, visitorOf(r))
}

// readPost takes what arrived as it is: cut at saml.MaxBody+1 bytes, and also
// if the connection broke off. The query of a request without a body stands in
// for it: responses are sent by GET, too. The function that it gives lets go of
// the room that the body takes.
func (s *server) readPost(r *http.Request) (saml.Post, func(), error) {
	release := func() {}
	post := saml.Post{Method: r.Method, ContentType: r.Header.Get("Content-Type")}
	body, err := io.ReadAll(io.LimitReader(r.Body, usualBody))
	if err == nil && len(body) == usualBody {
		select {
		case s.bulky <- struct{}{}:
			release = func() { <-s.bulky }
		case <-time.After(receiveTime):
			return saml.Post{}, nil, errBusy
		case <-r.Context().Done():
			return saml.Post{}, nil, errBusy
		}
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(r.Body, saml.MaxBody+1-usualBody))
		body = append(body, rest...)
	}
	post.Body, post.Size = body, int64(len(body))
	if err == nil && post.Size > saml.MaxBody {
		dropped, _ := io.Copy(io.Discard, io.LimitReader(r.Body, maxDrained))
		post.Size += dropped
	}
	post.Size = max(post.Size, r.ContentLength)
	if post.Size == 0 && r.URL.RawQuery != "" {
		post.Body, post.Size = []byte(r.URL.RawQuery), int64(len(r.URL.RawQuery))
	}
	return post, release, nil
}

func (s *server) busy(w http.ResponseWriter, r *http.Request, err error) {
	s.log.WarnContext(r.Context(), "a response was turned away", "request_id", requestID(r.Context()), "error", err)
	w.Header().Set("Retry-After", "5")
	s.refuse(w, r, http.StatusServiceUnavailable, "busy", "Too many people are signing in at this moment",
		"Please wait a few seconds and try again.")
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
			Text:  "Your company's sign-in answered, but the answer could not be used. Please try once more from the app; if it fails again, ask your support for help.",
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
