// Package pages renders the pages of the listener: templates out of assets, what
// they say of a vendor, and how they write things.
package pages

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"sync"

	"gatehouse/assets"
)

// Policy allows our own styles and scripts and nothing else. Whoever sends it also
// says where forms may lead.
const Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'"

// Set are the pages of one folder by name, each in the folder's frame.
type Set struct {
	log   *slog.Logger
	pages map[string]*template.Template
}

// parsed are the embedded pages by folder: all listeners of a process share them.
var parsed sync.Map

// Load gives the embedded pages of a folder, which are parsed once. It panics if one is
// broken, which no build that passed its tests has.
func Load(folder string, log *slog.Logger) *Set {
	once, _ := parsed.LoadOrStore(folder, sync.OnceValues(func() (map[string]*template.Template, error) {
		return parse(folder)
	}))
	pages, err := once.(func() (map[string]*template.Template, error))()
	if err != nil {
		panic(fmt.Sprintf("pages of %s: %v", folder, err))
	}
	return &Set{log, pages}
}

func parse(folder string) (map[string]*template.Template, error) {
	const frame = "layout.html"
	layout, err := template.New(frame).Funcs(words).ParseFS(assets.Pages, folder+"/"+frame)
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(assets.Pages, folder+"/*.html")
	if err != nil {
		return nil, err
	}
	all := map[string]*template.Template{}
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

// Write writes a page. It is rendered before the first byte goes out, so that a
// failure never leaves half of one.
func (s *Set) Write(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var b bytes.Buffer
	if err := s.pages[name].Execute(&b, data); err != nil {
		s.log.ErrorContext(r.Context(), "a page failed", "page", name, "error", err)
		http.Error(w, "Something went wrong on our side. Please try again.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// Link leads on from a page.
type Link struct{ URL, Label string }
