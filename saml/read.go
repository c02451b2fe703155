package saml

import (
	"slices"
	"time"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// Reading is a message that was read and waits to be judged. What it claims to
// answer can be looked up in between: reading and judging ask nobody. It holds
// pooled memory, which [Reading.Judge] gives back; it is judged once at most.
type Reading struct{ e *evaluation }

// Requests are what is known of the requests that a message claims to answer.
type Requests struct {
	Pending   []Pending
	NeverOurs []string // IDs that no request of ours can have; one that is in neither list may be forgotten
}

// Read decodes and parses a message that was posted.
func (sp *ServiceProvider) Read(post Post) Reading {
	e := evaluations.Get().(*evaluation)
	e.sp, e.in.Post, e.skew = sp, post, sp.settings.Policy.Skew
	e.checkConfigured()
	found := e.readPost()
	e.parsed = len(e.xml) > 0 && e.parse(found)
	return Reading{e}
}

// Judge judges the message by what is known of those requests. The verdict accepts
// if and only if every rule passed.
//
// more are IDs that the message turned out to answer and that [Reading.Requests]
// did not list, mostly since they were encrypted. They are looked up, and the
// message is read and judged once more with what is known of them.
func (r Reading) Judge(now time.Time, known Requests) (v *Verdict, more []string) {
	e := r.e
	defer e.release()
	e.in.Now, e.in.Requests = now, known
	if e.parsed {
		e.evaluate()
	}
	v = e.verdict()
	return v, e.unasked
}

// maxClaimed bounds the requests that one message has looked up.
const maxClaimed = 6

// Requests lists the IDs of the requests that the message claims to answer. They
// are the sender's words: hostile, and a few at most.
func (r Reading) Requests() (ids []string) {
	for id := range r.e.claimed {
		if len(ids) < maxClaimed && !slices.Contains(ids, string(id)) {
			ids = append(ids, string(id))
		}
	}
	return ids
}

// claimed runs over the places of a message that name the request it answers: the
// response, the confirmations of its assertion, and the RelayState.
func (e *evaluation) claimed(yield func(id []byte) bool) {
	offer := func(id []byte) bool { return len(id) == 0 || len(id) > maxRequestID || yield(id) }
	if !offer(e.relayState) || !e.parsed {
		return
	}
	t := &e.untrusted.tree
	d := t.doc
	if id, _ := t.trimmed(t.root, "InResponseTo"); !offer(id) {
		return
	}
	subject := d.Child(d.Child(t.root, protocol.AssertionNS, "Assertion"), protocol.AssertionNS, "Subject")
	for n := d.First(subject); n != xmldoc.None; n = d.Next(n) {
		if !d.Is(n, protocol.AssertionNS, "SubjectConfirmation") {
			continue
		}
		data := d.Child(n, protocol.AssertionNS, "SubjectConfirmationData")
		if id, _ := t.trimmed(data, "InResponseTo"); !offer(id) {
			return
		}
	}
}

// pending finds a request among those that are known.
func (e *evaluation) pending(id []byte) (p Pending, ok bool) {
	if len(id) == 0 || len(id) > maxRequestID {
		return p, false
	}
	for i := range e.in.Requests.Pending {
		if e.in.Requests.Pending[i].ID == string(id) {
			return e.in.Requests.Pending[i], true
		}
	}
	e.noteUnasked(id)
	return p, false
}

// noteUnasked notes an ID of verified bytes that [Reading.Requests] did not list.
// Of others nothing is looked up: whether they decrypt would show (E7).
func (e *evaluation) noteUnasked(id []byte) {
	if !e.asserted.valid() || len(e.unasked) == maxClaimed || slices.Contains(e.unasked, string(id)) {
		return
	}
	listed := 0
	for claimed := range e.claimed {
		if listed++; listed > maxClaimed {
			break
		}
		if string(claimed) == string(id) {
			return
		}
	}
	e.unasked = append(e.unasked, string(id))
}
