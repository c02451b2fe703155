package saml

import (
	"slices"
	"strings"

	"gatehouse/saml/protocol"
)

// judgement is a verdict with what an accepted one points to, in one piece.
type judgement struct {
	Verdict
	profile Profile
	replay  [2]ReplayKey
}

// verdict copies the outcome out of the scratch memory.
func (e *evaluation) verdict() *Verdict {
	j := new(judgement)
	v := &j.Verdict
	v.Reasoned = true
	v.Verified = e.asserted.valid() || e.verified.valid() && !e.inner.valid()
	if v.Seen.Encrypted = e.seen.encrypted; v.Opaque() {
		e.claimOutside()
	}
	e.noteRelayState()
	accepted := e.acceptable()
	if e.signedAnswer && v.Verified {
		v.Answers = e.answers
	} else {
		v.Claims = e.answers
	}
	if !e.issued.IsZero() {
		v.ClockOffset = e.issued.Sub(e.in.Now)
	}
	t := e.assertionTree()
	e.arena.Grow(e.arenaSize())
	e.fillSeen(&v.Seen)
	if !accepted {
		if e.answers != "" {
			v.Asked = &protocol.Asked{}
			*v.Asked = e.request.Asked
		}
		v.Seen.Attributes = e.copyAttributes(t)
		v.Seen.Email = e.fields.value(fieldEmail)
		v.Checks, v.Findings = e.refusedChecks()
		return v
	}
	v.Accepted = true
	v.Checks = e.acceptedChecks()
	e.readProfile(e.asserted, &j.profile)
	j.profile.SessionIndex = e.keep(e.seen.sessionIndex)
	v.Profile = &j.profile
	v.Seen.Attributes, v.Seen.Email = j.profile.Raw, j.profile.Email
	until := e.until.Add(e.skew) // as long as the message is taken, however long that is
	j.replay[0] = ReplayKey{Key: e.replayKey("assertion", e.seen.assertionID), Until: until}
	j.replay[1] = ReplayKey{Key: e.replayKey("response", e.seen.responseID), Until: until}
	v.Replay = j.replay[:]
	return v
}

// acceptable is the one place that accepts: nothing failed, every check that
// belongs to every message was made, and there are verified bytes to read.
func (e *evaluation) acceptable() bool {
	for c := range allChecks {
		switch o := e.results[c].outcome; {
		case o == Failed:
			return false
		case o == NotEvaluated && (checkTable[c].when == always || checkTable[c].when == ifEncrypted &&
			e.seen.encrypted):
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

// arenaSize is how much keep will copy, or a little more.
func (e *evaluation) arenaSize() int {
	s := &e.seen
	n := 2*len(e.sp.settings.IdPEntityID) + len(" assertion  response ") + s.bytes
	for _, b := range [...][]byte{s.responseID, s.responseID, s.assertionID, s.assertionID, s.nameID, s.nameID,
		s.sessionIndex, s.inResponseTo, s.statusMessage} {
		n += len(b)
	}
	return n
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

var nameIDFormats = []string{
	protocol.FormatEmailAddress, protocol.FormatUnspecified, protocol.FormatPersistent, protocol.FormatTransient,
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
	v.Reasoned = true
}

// clean makes a received value fit for a string that is stored as JSON.
func clean(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
