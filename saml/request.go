package saml

import (
	"slices"
	"time"

	"gatehouse/saml/xmldoc"
)

// checkRequest is P8 and P9: which request of ours the message answers. Two
// places can say so; what counts must stand in signed bytes.
func (e *evaluation) checkRequest(t *tree, c confirmation, response signedElement) {
	r := e.responseTree()
	outer, inOuter := r.trimmed(r.root, "InResponseTo")
	id, at := c.inResponseTo, t.atAttr(c.data, "InResponseTo")
	if !c.answers {
		id, at = outer, r.atAttr(r.root, "InResponseTo")
	}
	signed := e.asserted.valid() && (c.answers || response.verified)
	e.warnEmptyRequest(t, c, r)
	switch {
	case !c.answers && !inOuter && e.findRequest(e.relayState, false):
		e.failRequest(NamesNoRequest, "the message answers our request, as its RelayState shows, but does not say so").
			want(e.request.ID).got("").in(t.at(c.data))
		return
	case !c.answers && !inOuter:
		e.checkUnsolicited(r)
		return
	case c.answers && inOuter && string(outer) != string(c.inResponseTo):
		e.findRequest(id, signed)
		e.failRequest(DifferentRequests, "the response and its assertion answer different requests").
			want(string(outer)).gotRaw(c.inResponseTo).in(at)
		return
	case !c.answers && !response.present:
		e.findRequest(id, false)
		e.failRequest(NamesNoRequest,
			"only the unsigned response says which request it answers; the signed assertion does "+
				"not").
			gotRaw(id).in(t.at(c.data))
		return
	}
	e.seen.inResponseTo = id
	e.judgeRequest(id, signed, at)
}

func (e *evaluation) failRequest(why Reason, detail string) *row {
	return e.fail(checkInResponseTo, InResponseTo, detail).reasoned(why)
}

// warnEmptyRequest is P8 for InResponseTo="": it answers nothing, so that it is
// judged as if it were not there.
func (e *evaluation) warnEmptyRequest(t *tree, c confirmation, r *tree) {
	for _, x := range [...]struct {
		tree *tree
		node xmldoc.Node
	}{{t, c.data}, {r, r.root}} {
		if value, ok := x.tree.attr(x.node, "InResponseTo"); ok && len(xmldoc.TrimSpace(value)) == 0 {
			e.warn(checkInResponseTo, InResponseTo, "InResponseTo is empty: it is taken as absent").
				reasoned(EmptyInResponseTo).in(x.tree.atAttr(x.node, "InResponseTo"))
			return
		}
	}
}

// judgeRequest holds the ID against the requests that we sent.
func (e *evaluation) judgeRequest(id []byte, signed bool, at place) {
	found := e.findRequest(id, signed)
	age := e.in.Now.Sub(e.request.IssuedAt)
	switch {
	case !found && e.request.ID == "" && slices.Contains(e.in.Requests.NeverOurs, string(id)):
		e.failRequest(NeverOurs, "no request of ours was ever called like this").gotRaw(id).in(at)
	case !found && e.request.ID == "":
		e.failRequest("", "we sent no such request, or have forgotten it").gotRaw(id).in(at)
	case !found:
		e.failRequest(ForeignConnection, "the request was sent through another connection").gotRaw(id).in(at)
	case age >= e.sp.settings.Policy.RequestLife:
		e.failRequest(RequestTooOld, "the request was sent "+age.Round(time.Second).String()+" ago").
			want("a request less than " + e.sp.settings.Policy.RequestLife.String() + " old").
			gotRaw(id).in(at).measured(Facts{Age: age, MaxAge: e.sp.settings.Policy.RequestLife})
	case e.request.Answered:
		e.pass(checkInResponseTo)
		e.fail(checkReplay, Replay,
			"the request was answered before: this is the same response again, or a second one").
			reasoned(RequestAnswered).gotRaw(id).in(at)
	default:
		e.pass(checkInResponseTo)
	}
}

// checkUnsolicited is P9.
func (e *evaluation) checkUnsolicited(r *tree) {
	if !e.sp.settings.Policy.AllowUnsolicited {
		e.fail(checkUnsolicited, Unsolicited, "the identity provider started this login; the connection accepts only "+
			"answers to our requests").
			want("InResponseTo").in(r.at(r.root))
		return
	}
	e.pass(checkUnsolicited)
	if len(e.relayState) > 0 {
		e.warn(checkRelayState, BadRelayState, "ignored: it is used only with a request of ours").
			gotRaw(e.relayState[:min(len(e.relayState), maxRelayState)])
	}
}

// awaits tells whether an answer to that request would be accepted.
func (e *evaluation) awaits(id []byte) bool {
	p, ok := e.pending(id)
	return ok && p.ConnectionID == e.sp.settings.ConnectionID && !p.Answered &&
		e.in.Now.Sub(p.IssuedAt) < e.sp.settings.Policy.RequestLife
}

// maxRequestID bounds the IDs that are looked up.
const maxRequestID = 256

// findRequest looks the request up and remembers it. It reports true only for
// one of this very connection: a message must not touch another's.
func (e *evaluation) findRequest(id []byte, signed bool) bool {
	p, ok := e.pending(id)
	if !ok {
		return false
	}
	e.request = p
	if p.ConnectionID != e.sp.settings.ConnectionID {
		return false
	}
	e.answers, e.signedAnswer = p.ID, signed
	return true
}

// claimOutside takes what an opaque message claims to answer from what stands
// around the ciphertext alone: where the browser is sent on to would tell
// whether it decrypts (E7).
func (e *evaluation) claimOutside() {
	r := e.responseTree()
	e.seen.inResponseTo, _ = r.trimmed(r.root, "InResponseTo")
	e.request, e.answers, e.signedAnswer = Pending{}, "", false
	e.findRequest(e.seen.inResponseTo, false)
}

// noteRelayState is T6, and the last resort for a message that says nothing
// readable: the RelayState tells whose login this probably was.
func (e *evaluation) noteRelayState() {
	if e.answers == "" && len(e.relayState) <= maxRelayState {
		e.findRequest(e.relayState, false)
	}
	switch {
	case len(e.relayState) == 0 || e.results[checkRelayState].outcome != NotEvaluated:
	case len(e.relayState) > maxRelayState:
		e.warn(checkRelayState, BadRelayState, "ignored: longer than the binding allows").
			want("at most " + itoa(maxRelayState) + " bytes").got(itoa(len(e.relayState)) + " bytes")
	default:
		e.pass(checkRelayState)
	}
}
