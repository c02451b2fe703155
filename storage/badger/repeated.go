package badger

import (
	"reflect"
	"slices"
	"sync"

	"github.com/fxamacker/cbor/v2"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/storage/internal/stored"
)

// encodedReceipt is a receipt of which the long parts are encoded already.
type encodedReceipt struct {
	model.Receipt
	Settings cbor.RawMessage
	Verdict  encodedVerdict
}

type encodedVerdict struct {
	saml.Verdict
	Checks cbor.RawMessage `cbor:"checks"`
}

// repeated knows for each connection the settings and the checks of its last
// accepted message. Nearly all have the same, and they are half of a receipt.
type repeated struct {
	mu   sync.Mutex
	last map[model.ID]*repetition
}

// maxRepeated is how many connections are known; a repetition takes 20 KB.
const maxRepeated = 256

type repetition struct {
	settings        saml.Settings
	checks          []saml.Check
	encodedSettings cbor.RawMessage
	encodedChecks   cbor.RawMessage
}

// encode encodes the long parts of a receipt, or takes them from the last.
func (x *repeated) encode(r model.Receipt) (e encodedReceipt, err error) {
	x.mu.Lock()
	last := x.last[r.ConnectionID]
	x.mu.Unlock()
	if last == nil || !slices.Equal(last.checks, r.Verdict.Checks) || !reflect.DeepEqual(last.settings, r.Settings) {
		last = &repetition{settings: r.Settings, checks: slices.Clone(r.Verdict.Checks)}
		if last.encodedSettings, err = stored.Encode(r.Settings); err != nil {
			return e, err
		}
		if last.encodedChecks, err = stored.Encode(r.Verdict.Checks); err != nil {
			return e, err
		}
		if r.Verdict.Accepted && !slices.ContainsFunc(last.checks, hasFacts) {
			x.keep(r.ConnectionID, last)
		}
	}
	return encodedReceipt{
		Receipt: r, Settings: last.encodedSettings,
		Verdict: encodedVerdict{Verdict: r.Verdict, Checks: last.encodedChecks},
	}, nil
}

// hasFacts tells whether a check points to something, which may change.
func hasFacts(c saml.Check) bool { return c.Facts != nil }

func (x *repeated) keep(connection model.ID, r *repetition) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.last == nil || len(x.last) >= maxRepeated {
		x.last = make(map[model.ID]*repetition)
	}
	x.last[connection] = r
}
