package signin

import (
	"sync"

	"gatehouse/model"
	"gatehouse/saml"
)

// recent keeps the profiles of sign-ins that were accepted a moment ago, by session, until their code is exchanged:
// reading the receipt again to have its profile is a tenth of what a whole login costs. What is not here is read.
type recent struct {
	mu   sync.Mutex
	kept map[model.ID]received
}

// received is what a profile is made of.
type received struct {
	connectionType string
	profile        *saml.Profile
}

// Bounds of what is kept.
const (
	maxRecent     = 256      // sign-ins; beyond that all are dropped
	maxRecentSize = 64 << 10 // bytes of the form that brought one
)

// keep takes a sign-in in that was stored.
func (x *recent) keep(session model.ID, r model.Receipt, v *saml.Verdict) {
	if !v.Accepted || v.Profile == nil || r.ByOIDC() || len(r.Body) > maxRecentSize {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.kept) >= maxRecent {
		clear(x.kept)
	}
	x.kept[session] = received{r.Settings.ConnectionType, v.Profile}
}

// take gives one, once.
func (x *recent) take(session model.ID) (received, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	a, ok := x.kept[session]
	delete(x.kept, session)
	return a, ok
}
