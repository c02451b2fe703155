package ops

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"

	"gatehouse/assets"
)

// asset serves one embedded file. Its tag is its content's hash, so that a
// browser keeps it until a new version changes it.
func (h *Handlers) asset(w http.ResponseWriter, r *http.Request) {
	name := path.Join("static", r.PathValue("file"))
	content, err := fs.ReadFile(assets.Static, name)
	if err != nil {
		h.out.NotFound(w, r)
		return
	}
	sum := sha256.Sum256(content)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeFileFS(w, r, assets.Static, name)
}
