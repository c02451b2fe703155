// Package respond answers requests: people with pages, programs with JSON.
package respond

import (
	"cmp"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"

	"gatehouse/api"
	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/web/internal/pages"
	"gatehouse/web/internal/reqctx"
)

// Responder answers.
type Responder struct {
	services *service.Services // for the look of vendors
	log      *slog.Logger
	pages    *pages.Set
}

// New makes a responder.
func New(services *service.Services, log *slog.Logger) *Responder {
	return &Responder{services, log, pages.Load("pages", log)}
}

// Show writes one of the listener's own pages.
func (x *Responder) Show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	x.pages.Write(w, r, status, name, data)
}

// Message is a page that tells a person one thing.
type Message struct {
	Title, Text string
	Trace       string // what to read out over the phone
	Detail      string // for whoever builds the app
	Next        *pages.Link
	Brand       pages.Look // of the vendor, for whom the person came
}

// Say tells a person something.
func (x *Responder) Say(w http.ResponseWriter, r *http.Request, status int, m Message) {
	x.Show(w, r, status, "message", m)
}

// SayTo is Say to a person of an environment's app: in its vendor's look, with
// whom to ask and the way back to the app.
func (x *Responder) SayTo(w http.ResponseWriter, r *http.Request, status int, environment model.ID, m Message) {
	brand, err := x.services.Branding(r.Context(), environment)
	if err == nil && environment != "" {
		var env model.Environment
		if env, err = x.services.Environment(r.Context(), environment); err == nil {
			m.Brand = pages.LookOf(brand)
			if home := env.AppHome(); home != "" && m.Next == nil {
				m.Next = &pages.Link{URL: home, Label: "Back to " + cmp.Or(brand.Name, "the app")}
			}
		}
	}
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		x.log.WarnContext(r.Context(), "the look of a page could not be read", "environment", environment, "error", err)
	}
	x.Say(w, r, status, m)
}

// Words replace those of the table for one error.
type Words struct {
	For         error
	Title, Text string
}

// Error answers with what the table of [api.ProblemOf] says of an error. A failure
// of ours stands in the log, under what was being done.
func (x *Responder) Error(w http.ResponseWriter, r *http.Request, doing string, err error, words ...Words) {
	p := x.Problem(r, doing, err)
	for _, own := range words {
		if errors.Is(err, own.For) {
			p.Title, p.Text = own.Title, own.Text
		}
	}
	x.Refuse(w, r, p)
}

// Problem is what the table says of an error, which is logged if it is no fault of
// whoever asked.
func (x *Responder) Problem(r *http.Request, doing string, err error) api.Problem {
	p := api.ProblemOf(err)
	switch {
	case p.Status == http.StatusServiceUnavailable:
		x.log.WarnContext(r.Context(), doing, "error", err)
	case p.Status >= http.StatusInternalServerError:
		x.log.ErrorContext(r.Context(), doing, "error", err)
	}
	return p
}

// Refuse answers a person with a page and a program with JSON.
func (x *Responder) Refuse(w http.ResponseWriter, r *http.Request, p api.Problem) {
	if !wantsPage(r) {
		refuseJSON(w, p)
		return
	}
	RetryAfter(w, p)
	x.Say(w, r, p.Status, Message{Title: p.Title, Text: p.Text, Detail: "Request " + reqctx.Of(r.Context()).ID})
}

// RetryAfter tells a caller when it makes sense to try again.
func RetryAfter(w http.ResponseWriter, p api.Problem) {
	if p.Retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(p.Retry.Seconds()))))
	}
}

// NotFound answers where there is nothing.
func (x *Responder) NotFound(w http.ResponseWriter, r *http.Request) {
	x.Refuse(w, r, api.ProblemOf(model.ErrNotFound))
}

// WrongMethod answers a method that an address does not take.
func (x *Responder) WrongMethod(allowed string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allowed)
		x.Refuse(w, r, wrongMethod(allowed))
	}
}

func wrongMethod(allowed string) api.Problem {
	return api.Problem{
		Status: http.StatusMethodNotAllowed, Code: "method_not_allowed",
		Title: "This address cannot be used that way", Text: "It answers only " + allowed + " requests.",
	}
}

// wantsPage tells a browser from a program.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}
