package saml

import (
	"slices"
	"strings"
	"time"

	"gatehouse/saml/xmldoc"
)

// judgement is a verdict with what an accepted one points to, in one piece.
type judgement struct {
	Verdict
	profile Profile
	replay  [2]ReplayKey
}

// verdict copies the outcome out of the scratch memory.
func (e *evaluation) verdict() *Verdict {
	e.noteRelayState()
	accepted := e.acceptable()
	j := new(judgement)
	v := &j.Verdict
	v.Verified = e.asserted.valid() || e.verified.valid() && e.failed(checkStatus)
	if e.signedAnswer && v.Verified {
		v.Answers = e.answers
	} else {
		v.Claims = e.answers
	}
	if !e.issued.IsZero() {
		v.ClockOffset = e.issued.Sub(e.in.Now)
	}
	t := e.assertionTree()
	e.arena.Grow(e.arenaSize(t))
	e.fillSeen(&v.Seen)
	if !accepted {
		v.Seen.Attributes = e.copyAttributes(t)
		v.Seen.Email = e.fields.value(fieldEmail)
		v.Checks, v.Findings = e.refusedChecks()
		return v
	}
	v.Accepted = true
	v.Checks = e.sp.share(e.acceptedChecks())
	e.readProfile(e.asserted, &j.profile)
	j.profile.SessionIndex = e.keep(e.seen.sessionIndex)
	v.Profile = &j.profile
	v.Seen.Attributes, v.Seen.Email = j.profile.Raw, j.profile.Email
	until := e.until.Add(e.skew)
	if latest := e.in.Now.Add(maxReplayLife); until.After(latest) {
		until = latest
	}
	j.replay[0] = ReplayKey{Key: e.replayKey("assertion", e.seen.assertionID), Until: until}
	j.replay[1] = ReplayKey{Key: e.replayKey("response", e.seen.responseID), Until: until}
	v.Replay = j.replay[:]
	return v
}

// maxReplayLife bounds how long an ID must be remembered (P15).
const maxReplayLife = 24 * time.Hour

// acceptable is the one place that accepts: nothing failed, every check that
// belongs to every message was made, and there are verified bytes to read.
func (e *evaluation) acceptable() bool {
	for c := range allChecks {
		switch o := e.results[c].outcome; {
		case o == Failed:
			return false
		case o == NotEvaluated && (checkTable[c].when == always || checkTable[c].when == ifEncrypted && e.seen.encrypted):
			return false
		}
	}
	return e.asserted.valid() && e.fields.of == e.asserted.doc && !e.until.IsZero()
}

// keep copies b into the verdict. All copies share one allocation.
func (e *evaluation) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	start := e.arena.Len()
	e.arena.Write(b)
	return e.arena.String()[start:]
}

// keepKnown is keep for values that are often one of a few.
func (e *evaluation) keepKnown(b []byte, known ...string) string {
	for _, k := range known {
		if string(b) == k {
			return k
		}
	}
	return e.keep(b)
}

// keepName is keep for attribute names, which are mostly known ones.
func (e *evaluation) keepName(b []byte) string {
	if name, ok := e.sp.names[string(b)]; ok {
		return name
	}
	return e.keep(b)
}

// arenaSize is how much keep will copy, more or less.
func (e *evaluation) arenaSize(t *tree) int {
	s := &e.seen
	n := 2*len(e.sp.settings.IdPEntityID) + 32
	for _, b := range [...][]byte{s.responseID, s.responseID, s.assertionID, s.assertionID, s.nameID, s.nameID, s.sessionIndex, s.inResponseTo, s.statusMessage} {
		n += len(b)
	}
	e.eachAttribute(t, func(a xmldoc.Node) {
		name, _ := t.attr(a, "Name")
		if _, known := e.sp.names[string(name)]; !known {
			n += len(name)
		}
		friendly, _ := t.attr(a, "FriendlyName")
		n += len(friendly)
		for value := t.doc.First(a); value != xmldoc.None; value = t.doc.Next(value) {
			n += len(t.doc.Text(value))
		}
	})
	return n
}

// eachAttribute runs over the attributes of an assertion.
func (e *evaluation) eachAttribute(t *tree, do func(attribute xmldoc.Node)) {
	if t == nil || e.fields.of != t.doc {
		return
	}
	for statement := t.doc.First(t.root); statement != xmldoc.None; statement = t.doc.Next(statement) {
		if !t.doc.Is(statement, assertionNS, "AttributeStatement") {
			continue
		}
		for n := t.doc.First(statement); n != xmldoc.None; n = t.doc.Next(n) {
			if t.doc.Is(n, assertionNS, "Attribute") {
				do(n)
			}
		}
	}
}

// fillSeen copies what the message says of itself.
func (e *evaluation) fillSeen(v *Seen) {
	s := &e.seen
	settings := &e.sp.settings
	*v = Seen{
		ResponseID:    e.keep(s.responseID),
		AssertionID:   e.keep(s.assertionID),
		Issuer:        e.keepKnown(s.issuer, settings.IdPEntityID),
		NameID:        e.keep(s.nameID),
		NameIDFormat:  e.keepKnown(s.nameIDFormat, nameIDFormats...),
		Destination:   e.keepKnown(s.destination, settings.ACSURL),
		InResponseTo:  e.keepKnown(s.inResponseTo, e.answers),
		IssueInstant:  e.issued,
		StatusCode:    e.keepKnown(s.statusCode, success),
		StatusSub:     e.keep(s.statusSub),
		StatusMessage: e.keep(s.statusMessage),
		Encrypted:     s.encrypted,
		KeyInfo:       s.keyInfo,
	}
	if len(e.signers) > 0 {
		v.SignedBy = e.signers[0].fingerprint
	}
}

// The formats of core 8.3.
var nameIDFormats = []string{
	"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
	"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
	"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
	"urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
}

// copyAttributes lists the attributes as received, names and values in two
// allocations, whatever their number, and notes the values of the fields.
func (e *evaluation) copyAttributes(t *tree) []Attribute {
	if e.seen.attributes == 0 {
		return nil
	}
	all := make([]Attribute, 0, e.seen.attributes)
	values := make([]string, 0, e.seen.values)
	e.eachAttribute(t, func(a xmldoc.Node) {
		name, _ := t.attr(a, "Name")
		friendly, _ := t.attr(a, "FriendlyName")
		start := len(values)
		wanted := e.fields.from(a)
		for value := t.doc.First(a); value != xmldoc.None; value = t.doc.Next(value) {
			values = append(values, e.keep(t.doc.Text(value)))
			if value == wanted {
				e.fields.note(a, values[len(values)-1])
			}
		}
		received := Attribute{Name: e.keepName(name), FriendlyName: e.keep(friendly), Values: values[start:len(values):len(values)]}
		if groups := &e.fields.at[fieldGroups]; groups.attribute == a {
			e.fields.groups = received.Values
		}
		all = append(all, received)
	})
	return all
}

func (e *evaluation) replayKey(kind string, id []byte) string {
	start := e.arena.Len()
	e.arena.WriteString(e.sp.settings.IdPEntityID)
	e.arena.WriteByte(' ')
	e.arena.WriteString(kind)
	e.arena.WriteByte(' ')
	e.arena.Write(id)
	return e.arena.String()[start:]
}

// Replayed turns an accepted verdict into a refusal: one of its replay keys
// was seen before (P15). earlier names the session that used it.
func (v *Verdict) Replayed(earlier string) {
	v.Fail(checkTable[checkReplay].rule, Replay, "", "", "the same message was used before, in session "+earlier)
}

// Fail adds a refusal that was found outside of the message, as the root
// cause: an unknown or inactive connection, a replay, an internal error.
func (v *Verdict) Fail(rule string, cause Cause, expected, received, detail string) {
	c := Check{
		Rule: rule, Name: cause.Title(), Outcome: Failed, Cause: cause,
		Expected: expected, Received: received, Detail: detail,
	}
	v.Checks = slices.Clone(v.Checks) // shared by accepted verdicts
	at := slices.IndexFunc(v.Checks, func(old Check) bool { return cause == Replay && old.Rule == rule })
	if at >= 0 {
		c.Name = v.Checks[at].Name
		v.Checks[at] = c
	} else {
		at = len(v.Checks)
		v.Checks = append(v.Checks, c)
	}
	for i := range v.Findings {
		v.Findings[i].Follows = true
	}
	v.Findings = slices.Insert(v.Findings, 0, Finding{Class: cause.Class(), Cause: cause, Check: at})
	v.Accepted, v.Profile, v.Replay = false, nil, nil
}

// clean makes a received value fit for a string that is stored as JSON.
func clean(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
