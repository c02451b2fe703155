package saml

import "slices"

// maxLists bounds the lists of checks that a connection keeps: its messages
// come in a few shapes.
const maxLists = 4

// sharedChecks is a list of checks that accepted verdicts of a connection have
// in common, with what it was made from: the results, and what their rows show.
type sharedChecks struct {
	results [allChecks]result
	rows    []shownRow
	list    []Check
}

type shownRow struct {
	Check
	next int32
}

// acceptedChecks lists the checks of an accepted message. Nearly all accepted
// messages of a connection pass the same checks with the same values, so that
// their list is stored once and shared by their verdicts; what differs from
// message to message stands in [Seen].
func (e *evaluation) acceptedChecks() []Check {
	var known []sharedChecks
	if p := e.sp.lists.Load(); p != nil {
		known = *p
	}
	for i := range known {
		if e.passedLike(&known[i]) {
			return known[i].list
		}
	}
	s := sharedChecks{results: e.results, list: slices.Clip(slices.Collect(e.passedChecks))}
	for i := range e.rows {
		s.rows = append(s.rows, e.rows[i].shown())
	}
	if len(known) < maxLists {
		all := append(slices.Clip(known), s)
		e.sp.lists.Store(&all)
	}
	return s.list
}

// passedLike tells whether the checks are those of a list.
func (e *evaluation) passedLike(s *sharedChecks) bool {
	if len(e.rows) != len(s.rows) || e.results != s.results {
		return false
	}
	for i := range e.rows {
		if e.rows[i].shown() != s.rows[i] {
			return false
		}
	}
	return true
}

// shown is what an accepted verdict tells of a row, but for the check's name.
func (r *row) shown() shownRow {
	return shownRow{
		Check: Check{
			Outcome: r.outcome, Cause: r.cause, Reason: r.reason, Fields: r.fields,
			Expected: r.expected, Received: r.received, Detail: r.detail,
		},
		next: r.next,
	}
}

// passedChecks runs over the checks of an accepted message. Bytes of the
// message are left out: the list outlives it.
func (e *evaluation) passedChecks(yield func(Check) bool) {
	for c := range allChecks {
		res := &e.results[c]
		if res.first == 0 && res.outcome == Passed {
			if !yield(Check{Rule: checkTable[c].rule, Name: checkTable[c].name, Outcome: Passed}) {
				return
			}
		}
		for i := res.first; i != 0; i = e.rows[i-1].next {
			k := e.rows[i-1].shown().Check
			k.Rule, k.Name = checkTable[c].rule, checkTable[c].name
			if !yield(k) {
				return
			}
		}
	}
}

// refusedChecks lists all checks with all values and places, also those that
// could not be made, and ranks what failed.
func (e *evaluation) refusedChecks() ([]Check, []Finding) {
	list := make([]Check, 0, int(allChecks)+len(e.rows))
	numbers := make([]check, 0, cap(list))
	classes := make([]Class, 0, cap(list))
	add := func(c check, k Check, class Class) {
		k.Rule, k.Name = checkTable[c].rule, checkTable[c].name
		list, numbers, classes = append(list, k), append(numbers, c), append(classes, class)
	}
	for c := range allChecks {
		res := &e.results[c]
		if res.first == 0 && (res.outcome == Passed || e.belongs(c)) {
			add(c, Check{Outcome: res.outcome}, "")
		}
		for i := res.first; i != 0; i = e.rows[i-1].next {
			r := &e.rows[i-1]
			received := r.received
			if r.raw != nil {
				received = string(r.raw)
			}
			add(c, Check{
				Outcome: r.outcome, Cause: r.cause, Reason: r.reason, Facts: r.facts, Fields: r.fields,
				Expected: clean(r.expected), Received: clean(received),
				Detail: clean(r.detail), Span: r.at.span(),
			}, r.class)
		}
	}
	return list, e.findings(list, numbers, classes)
}

// belongs tells whether a check that was not made belongs to this message.
func (e *evaluation) belongs(c check) bool {
	switch checkTable[c].when {
	case always:
		return true
	case ifEncrypted:
		return e.seen.encrypted
	case ifResponseSigned:
		return e.responseSigned
	case ifAssertionSigned:
		return e.assertionSigned
	}
	return false
}
