package saml

import (
	"cmp"
	"slices"

	"gatehouse/saml/protocol"
)

// findings ranks the causes of a refusal: the root first, then what follows
// from it or stands beside it. classes holds the class of each check that has
// one of its own, by index.
func (e *evaluation) findings(checks []Check, numbers []check, classes []Class) []Finding {
	var found []Finding
	for i := range checks {
		if checks[i].Outcome != Failed {
			continue
		}
		class := classes[i]
		if class == "" {
			class = classOf(numbers[i], checks[i].Cause)
		}
		found = append(found, Finding{Class: class, Cause: checks[i].Cause, Check: i})
	}
	refused := e.refusedByProvider()
	place := func(f Finding) int {
		if c := numbers[f.Check]; !refused || c >= checkStatus || c < checkIDs {
			return rank(c, f.Cause)
		}
		return 2*int(checkStatus) + 1
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(place(a), place(b)) })
	for i := range found {
		found[i].Follows = i > 0 && (follows(found[0].Cause, found[i].Cause) || refused && found[0].Cause == IdPStatus)
	}
	return found
}

// refusedByProvider tells whether the status is an error. Then nothing else
// applies (P2): providers send an empty or half-built assertion beside it.
func (e *evaluation) refusedByProvider() bool {
	t := e.responseTree()
	one := t.valid() && t.doc.Child(t.root, protocol.ProtocolNS, "Status") == lastChild(t.doc, t.root, "Status")
	return one && e.failed(checkStatus) && len(e.seen.statusCode) > 0 && string(e.seen.statusCode) != success
}

// classOf is the class of a cause unless the check decides: an algorithm can be
// weak in a signature or in encryption, and a plaintext that cannot be read is
// a decryption that failed (E7).
func classOf(c check, cause Cause) Class {
	if (cause == WeakAlgorithm || cause == UnknownAlgorithm) && checkTable[c].rule[0] == 'S' {
		return Malformed
	}
	return cause.Class()
}

// rank is the place of a failed check among the others, which is the order of
// the table but for two: IDs are doubled because something was put in twice,
// and of the elements out of place a forged one tells most.
func rank(c check, cause Cause) int {
	if cause == DuplicateID {
		return 2*int(checkOneAssertion) + 1
	}
	if cause == SignatureWrapping { // what else is out of place is its clothing
		return 2*int(checkPlaces) - 1
	}
	return 2 * int(c)
}

// consequences are the causes that a root cause brings about.
var consequences = map[Cause][]Cause{
	SignatureWrapping: {DuplicateID, UnknownElement, MultipleAssertions, NoAssertion, Unsigned, LimitSignatures,
		SignaturePosition, SignatureShape, SignatureReference, DigestMismatch, SignatureInvalid, CertificateMismatch},
	BadNamespace:       {Unsigned, UnknownElement, NoAssertion},
	MultipleAssertions: {DuplicateID, Unsigned, SignatureReference, DigestMismatch, SignatureInvalid, LimitSignatures},
	UnknownElement:     {DigestMismatch, SignatureInvalid},
	UnexpectedChild:    {DigestMismatch, SignatureInvalid},
	DuplicateID:        {DigestMismatch, SignatureInvalid, SignatureReference},
	BadID:              {SignatureReference},

	Issuer:    {CertificateMismatch, KeyInfoCertificateMismatch, SignatureInvalid, Destination, Recipient, Audience},
	IdPStatus: {NoAssertion, Unsigned, Destination, InResponseTo},

	SignatureShape:      {SignatureReference, BadTransform, DigestMismatch, SignatureInvalid},
	SignatureReference:  {DigestMismatch, SignatureInvalid},
	BadTransform:        {DigestMismatch, SignatureInvalid},
	WeakAlgorithm:       {DigestMismatch, SignatureInvalid},
	UnknownAlgorithm:    {DigestMismatch, SignatureInvalid},
	CertificateMismatch: {SignatureInvalid},
	DigestMismatch:      {SignatureInvalid},

	Destination: {Recipient, SubjectConfirmation},
	NotYetValid: {SubjectConfirmation},
	Expired:     {SessionExpired, SubjectConfirmation},
	BadTime:     {Expired, NotYetValid, SubjectConfirmation},
}

func follows(root, other Cause) bool {
	return root == other || slices.Contains(consequences[root], other)
}
