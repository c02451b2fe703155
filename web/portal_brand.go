package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

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
		p.log.ErrorContext(r.Context(), "a branding could not be read", "request_id", requestID(r.Context()), "error", err)
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
	css := fmt.Sprintf(":root { --accent: %s; --accent-ink: %s; }\n", b.Colour, inkOn(b.Colour))
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

// inkOn chooses black or white, whichever is easier to read on a colour; one of
// them always has a contrast above 4.5 (WCAG 2.2, 1.4.3).
func inkOn(colour string) string {
	l := luminance(colour)
	if 1.05/(l+0.05) >= (l+0.05)/0.05 {
		return "#ffffff"
	}
	return "#000000"
}

// luminance is the relative luminance of "#rrggbb" (WCAG 2.2).
func luminance(colour string) float64 {
	n, err := strconv.ParseUint(colour[1:], 16, 24)
	if err != nil {
		return 0
	}
	linear := func(c uint64) float64 {
		v := float64(c&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}
