package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"gatehouse/model"
)

func (h *Handlers) brandOf(w http.ResponseWriter, r *http.Request) (model.Branding, bool) {
	b, err := h.anybody.Branding(r.Context(), model.ID(r.PathValue("environment")))
	if err != nil {
		h.out.Error(w, r, "a branding could not be read", err)
		return b, false
	}
	return b, true
}

// brandLogo serves the logo under the type that was verified when it was stored.
func (h *Handlers) brandLogo(w http.ResponseWriter, r *http.Request) {
	b, ok := h.brandOf(w, r)
	if !ok {
		return
	}
	if len(b.Logo) == 0 {
		h.out.NotFound(w, r)
		return
	}
	h.cached(w, r, b.LogoType, b.Logo)
}

// brandStyle serves the colour: an inline style would need a weaker policy.
func (h *Handlers) brandStyle(w http.ResponseWriter, r *http.Request) {
	b, ok := h.brandOf(w, r)
	if !ok {
		return
	}
	if b.Colour == "" {
		h.out.NotFound(w, r)
		return
	}
	css := fmt.Sprintf(":root { --accent: %s; --accent-ink: %s; --edge: %s; }\n@media (prefers-color-scheme: dark) { "+
		":root { --edge: %s; } }\n",
		b.Colour, inkOn(b.Colour), edgeOn(b.Colour, "#000000", lightGrounds), edgeOn(b.Colour, "#ffffff", darkGrounds))
	h.cached(w, r, "text/css; charset=utf-8", []byte(css))
}

// cached lets a browser keep the content until it changes.
func (h *Handlers) cached(w http.ResponseWriter, r *http.Request, contentType string, content []byte) {
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
