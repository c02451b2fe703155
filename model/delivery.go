package model

import (
	"crypto/sha256"
	"fmt"

	"github.com/dustin/go-humanize"

	"gatehouse/saml"
)

// Delivery is one message as it was delivered to the listener.
type Delivery struct {
	Key     string    // of the connection, out of the path; "" if none stands in it
	Address string    // where it was posted, if that is not an ACS URL of ours
	Post    saml.Post // its body is the sender's memory: what keeps it copies it
	Digest  []byte    // SHA-256 of all that was sent; nil: of Post.Body
	Visitor Visitor
}

// keptOfStrangers is how much is kept of a message that anybody can send: one that
// was not verified, or repeats what was. Real responses are a third of that at
// most.
const keptOfStrangers = 64 << 10

// Receipt is the message as it is kept until it has been judged.
func (m Delivery) Receipt() Receipt {
	r := Receipt{
		Peer: m.Visitor.Peer, UserAgent: m.Visitor.UserAgent, Address: Short(m.Address),
		Method: Short(m.Post.Method), ContentType: Short(m.Post.ContentType), Body: m.Post.Body, Size: m.Post.Size,
		Digest: m.Digest,
	}
	if r.Digest == nil {
		sum := sha256.Sum256(m.Post.Body)
		r.Digest = sum[:]
	}
	return r
}

// Whole reports whether all of the message is kept.
func (r Receipt) Whole() bool { return int64(len(r.Body)) >= r.Size }

// Left says what is kept of a message that is not kept whole, "" if it is.
func (r Receipt) Left() string {
	if r.Whole() {
		return ""
	}
	kept := "nothing"
	if len(r.Body) > 0 {
		kept = "only the first " + humanize.IBytes(uint64(len(r.Body)))
	}
	text := kept + " of its " + humanize.IBytes(uint64(r.Size)) + " is kept"
	if r.Digest != nil {
		text += fmt.Sprintf("; SHA-256 of the whole: %x", r.Digest)
	}
	return text
}

// Bound lets go of what a stranger could fill the disk with: the end of a large
// message, and of one for nobody all.
func (r *Receipt) Bound() {
	kept := keptOfStrangers
	if r.ConnectionID == "" {
		kept = 0
	}
	// A slice of its own: the rest must not be held through it.
	r.Body = append([]byte(nil), r.Body[:min(len(r.Body), kept)]...)
	boundSeen(&r.Verdict.Seen)
}

// How much of what an unverified message says of itself is kept beside it.
const (
	KeptText       = 1 << 10
	keptShown      = 8 << 10 // of a certificate; a larger one is left out
	keptAttributes = 16 << 10
)

func boundSeen(s *saml.Seen) {
	for _, text := range []*string{
		&s.ResponseID, &s.AssertionID, &s.Issuer, &s.NameID, &s.NameIDFormat, &s.Email, &s.Destination,
		&s.InResponseTo, &s.StatusCode, &s.StatusSub, &s.StatusMessage,
	} {
		*text = CutText(*text, KeptText)
	}
	if len(s.KeyInfo) > keptShown {
		s.KeyInfo = nil
	}
	room := keptAttributes
	var kept []saml.Attribute
	for _, a := range s.Attributes {
		a.Name, a.FriendlyName = CutText(a.Name, KeptText), CutText(a.FriendlyName, KeptText)
		room -= len(a.Name) + len(a.FriendlyName)
		var values []string
		for _, v := range a.Values {
			v = CutText(v, KeptText)
			if room -= len(v) + 16; room < 0 {
				break
			}
			values = append(values, v)
		}
		a.Values = values
		kept = append(kept, a)
		if room < 0 {
			break
		}
	}
	s.Attributes = kept
}

func CutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
