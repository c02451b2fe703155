package saml

import "slices"

// maxLists bounds the lists of checks that a connection keeps: its messages
// come in a few shapes.
const maxLists = 4

// acceptedChecks lists the checks of an accepted message. Nearly all accepted
// messages of a connection pass the same checks with the same values, so that
// their list is stored once and shared by their verdicts; what differs from
// message to message stands in [Seen].
func (e *evaluation) acceptedChecks() []Check {
	var known [][]Check
	if p := e.sp.lists.Load(); p != nil {
		known = *p
	}
	for _, list := range known {
		if e.passedLike(list) {
			return list
		}
	}
	list := slices.Collect(e.passedChecks)
	list = slices.Clip(list)
	if len(known) < maxLists {
		all := append(slices.Clip(known), list)
		e.sp.lists.Store(&all)
	}
	return list
}

// passedLike tells whether the checks are those of a list. A check that has
// nothing to show is told by its name alone.
func (e *evaluation) passedLike(list []Check) bool {
	n := 0
	for c := range e.results {
		res := &e.results[c]
		if res.first == 0 && res.outcome == Passed {
			if n == len(list) || list[n].Name != checkTable[c].name || list[n].Outcome != Passed || list[n].Expected+list[n].Received != "" {
				return false
			}
			n++
		}
		for i := res.first; i != 0; i = e.rows[i-1].next {
			if n == len(list) || !e.rows[i-1].like(&list[n]) || list[n].Name != checkTable[c].name {
				return false
			}
			n++
		}
	}
	return n == len(list)
}

func (r *row) like(c *Check) bool {
	return r.outcome == c.Outcome && r.cause == c.Cause && r.expected == c.Expected && r.received == c.Received && r.detail == c.Detail
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
			r := &e.rows[i-1]
			if !yield(Check{
				Rule: checkTable[c].rule, Name: checkTable[c].name, Outcome: r.outcome, Cause: r.cause,
				Expected: r.expected, Received: r.received, Detail: r.detail,
			}) {
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
				Outcome: r.outcome, Cause: r.cause, Expected: clean(r.expected), Received: clean(received),
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
