package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"gatehouse/model"
)

// look is a branding as the pages need it.
type look struct {
	Name       string
	Style      string // URL of a style sheet, "" for the product's own
	Logo       string // URL, "" for the product's own
	Support    string
	SupportURL string
}

func looks(b model.Branding) look {
	l := look{Name: b.Name, Support: b.Support, SupportURL: b.SupportURL()}
	root := "/brand/" + string(b.EnvironmentID)
	if b.Colour != "" {
		l.Style = root + "/style.css"
	}
	if len(b.Logo) > 0 {
		l.Logo = root + "/logo"
	}
	return l
}

func (p *portal) brandOf(w http.ResponseWriter, r *http.Request) (model.Branding, bool) {
	b, err := p.desk.Branding(r.Context(), model.ID(r.PathValue("environment")))
	if errors.Is(err, model.ErrNotFound) {
		p.notFound(w, r)
		return b, false
	}
	if err != nil {
		p.log.ErrorContext(r.Context(), "a branding could not be read", "error", err)
		p.sorry(w, r)
		return b, false
	}
	return b, true
}

// brandLogo serves the logo under the type that was verified when it was stored.
func (p *portal) brandLogo(w http.ResponseWriter, r *http.Request) {
	b, ok := p.brandOf(w, r)
	if !ok {
		return
	}
	if len(b.Logo) == 0 {
		p.notFound(w, r)
		return
	}
	p.cached(w, r, b.LogoType, b.Logo)
}

// brandStyle serves the colour: an inline style would need a weaker policy.
func (p *portal) brandStyle(w http.ResponseWriter, r *http.Request) {
	b, ok := p.brandOf(w, r)
	if !ok {
		return
	}
	if b.Colour == "" {
		p.notFound(w, r)
		return
	}
	css := fmt.Sprintf(":root { --accent: %s; --accent-ink: %s; --edge: %s; }\n@media (prefers-color-scheme: dark) { :root { --edge: %s; } }\n",
		b.Colour, inkOn(b.Colour), edgeOn(b.Colour, "#000000", lightGrounds), edgeOn(b.Colour, "#ffffff", darkGrounds))
	p.cached(w, r, "text/css; charset=utf-8", []byte(css))
}

// cached lets a browser keep the content until it changes.
func (p *portal) cached(w http.ResponseWriter, r *http.Request, contentType string, content []byte) {
	sum := sha256.Sum256(content)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Write(content)
}
