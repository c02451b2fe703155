package web

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"gatehouse/assets"
	"gatehouse/model"
	"gatehouse/web/internal/reqctx"
)

// pages are the templates by name, each in the common frame.
type pages map[string]*template.Template

// loadPages parses the embedded pages of a folder.
func loadPages(folder string) (pages, error) {
	const frame = "layout.html"
	layout, err := template.New(frame).Funcs(pageFuncs).ParseFS(assets.Pages, folder+"/"+frame)
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(assets.Pages, folder+"/*.html")
	if err != nil {
		return nil, err
	}
	all := pages{}
	for _, file := range files {
		name := path.Base(file)
		if name == frame {
			continue
		}
		t, err := layout.Clone()
		if err == nil {
			t, err = t.ParseFS(assets.Pages, file)
		}
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		all[strings.TrimSuffix(name, ".html")] = t
	}
	return all, nil
}

// show writes a page.
func (s *server) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	s.write(w, r, status, s.pages, name, data)
}

// write writes one of the pages. It is rendered before the first byte goes out,
// so that a failure never leaves half of one.
func (s *server) write(w http.ResponseWriter, r *http.Request, status int, all pages, name string, data any) {
	var b bytes.Buffer
	if err := all[name].Execute(&b, data); err != nil {
		s.log.ErrorContext(r.Context(), "a page failed", "page", name, "error", err)
		http.Error(w, "Something went wrong on our side. Please try again.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// message is a page that tells a person one thing.
type message struct {
	Title, Text string
	Trace       string // what to read out over the phone
	Detail      string // for whoever builds the app
	Next        *link
	Brand       look // of the vendor, for whom the person came
}

type link struct{ URL, Label string }

func (s *server) say(w http.ResponseWriter, r *http.Request, status int, m message) {
	s.show(w, r, status, "message", m)
}

// sayTo is say to a person of an environment's app: in its vendor's look, with
// whom to ask and the way back to the app.
func (s *server) sayTo(w http.ResponseWriter, r *http.Request, status int, environment model.ID, m message) {
	brand, err := s.desk.Branding(r.Context(), environment)
	if err == nil && environment != "" {
		var env model.Environment
		if env, err = s.desk.Environment(r.Context(), environment); err == nil {
			m.Brand = looks(brand)
			if home := env.AppHome(); home != "" && m.Next == nil {
				m.Next = &link{URL: home, Label: "Back to " + cmp.Or(brand.Name, "the app")}
			}
		}
	}
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		s.log.WarnContext(r.Context(), "the look of a page could not be read", "environment", environment, "error", err)
	}
	s.say(w, r, status, m)
}

// sorry answers a failure of our own; what it was is in the log under the
// request's id.
func (s *server) sorry(w http.ResponseWriter, r *http.Request) {
	s.refuse(w, r, http.StatusInternalServerError, "server_error", "Something went wrong on our side",
		"It is not your fault. Please try again in a moment.")
}

// refuse answers a person with a page and a program with JSON.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, status int, code, title, text string) {
	if !wantsPage(r) {
		writeJSON(w, status, apiError{Message: title + ". " + text, Code: code})
		return
	}
	s.say(w, r, status, message{Title: title, Text: text, Detail: "Request " + reqctx.Of(r.Context()).ID})
}

// wantsPage tells a browser from a program.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}
