package benchmarks

import (
	"errors"
	"fmt"
	"testing"

	"gatehouse/saml"
)

// documents is how many messages each subject judges in turn, so that none is
// always in the cache.
const documents = 32

var errRefused = errors.New("refused")

// evaluator judges forms with Gatehouse.
func evaluator(sp *saml.ServiceProvider) func(form []byte) error {
	return func(form []byte) error {
		if v := sp.Evaluate(input(form)); !v.Accepted {
			return fmt.Errorf("%w: %v", errRefused, v.Findings)
		}
		return nil
	}
}

// TestAccepted: all subjects accept what they are measured with, and the
// messages have the sizes that they are said to have. crewjam/saml knows no
// AES-256-GCM.
func TestAccepted(t *testing.T) {
	p := newParties(t)
	for _, v := range variants {
		form, xml := p.message(t, v, 1)
		if len(xml) < v.size*97/100 || len(xml) > v.size*103/100 {
			t.Errorf("%s: %d bytes, want %d", v.name, len(xml), v.size)
		}
		if err := evaluator(p.serviceProvider())(form); err != nil {
			t.Errorf("%s, Gatehouse: %v", v.name, err)
		}
		if err := p.gosaml2Peer(t)(form); err != nil {
			t.Errorf("%s, gosaml2: %v", v.name, err)
		}
		if err := p.crewjamPeer(t)(form); (err != nil) != v.encrypt {
			t.Errorf("%s, crewjam/saml: %v", v.name, err)
		}
		p.primitivesFor(t, form, xml)
	}
}

// BenchmarkResponse goes from the form to the profile. The peers have a race of
// their own: what they leave to the garbage collector would be paid by
// whoever runs after them.
func BenchmarkResponse(b *testing.B) {
	p := newParties(b)
	for _, v := range variants {
		var forms [documents][]byte
		var needed [documents]*parts
		var least *primitives
		for i := range documents {
			form, xml := p.message(b, v, i)
			least, needed[i] = p.primitivesFor(b, form, xml)
			forms[i] = form
		}
		judge := func(name string, batch int, call func([]byte) error) subject {
			return subject{name, batch, func(i int) error { return call(forms[i%documents]) }}
		}
		sum := subject{"sum", 4 * documents, func(i int) error { return least.sum(needed[i%documents]) }}
		ours := judge("gatehouse", 4*documents, evaluator(p.serviceProvider()))
		b.Run(v.name+"/sum", func(b *testing.B) {
			took := race(b, []subject{sum, ours})
			b.ReportMetric(microseconds(took.of(1)), "us/response")
			b.ReportMetric(took.ratio(1, 0), "x_sum")
			allocations, bytes := memory(b, ours)
			b.ReportMetric(allocations, "allocs/response")
			b.ReportMetric(bytes, "B/response")
		})
		peers := []subject{ours, judge("gosaml2", 4, p.gosaml2Peer(b))}
		if !v.encrypt {
			peers = append(peers, judge("crewjam", 4, p.crewjamPeer(b)))
		}
		b.Run(v.name+"/peers", func(b *testing.B) {
			took := race(b, peers)
			for i, s := range peers[1:] {
				b.ReportMetric(took.ratio(i+1, 0), "x_faster_than_"+s.name)
			}
		})
	}
}
