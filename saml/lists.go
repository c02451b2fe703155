package saml

import "slices"

// maxLists bounds the lists of checks that a connection keeps: its messages
// come in a few shapes.
const maxLists = 4

// share returns a list equal to checks that accepted verdicts of this
// connection have in common. Nearly all accepted messages of a connection pass
// the same checks with the same values, so that their list is stored once;
// what differs from message to message stands in [Seen].
func (sp *ServiceProvider) share(checks []Check) []Check {
	var known [][]Check
	if p := sp.lists.Load(); p != nil {
		known = *p
	}
	for _, list := range known {
		if slices.Equal(list, checks) {
			return list
		}
	}
	list := slices.Clip(slices.Clone(checks))
	if len(known) < maxLists {
		all := append(slices.Clip(known), list)
		sp.lists.Store(&all)
	}
	return list
}

// acceptedChecks lists the checks of an accepted message in scratch memory.
func (e *evaluation) acceptedChecks() []Check {
	list := e.list[:0]
	for c := range allChecks {
		res := &e.results[c]
		if res.first == 0 && res.outcome == Passed {
			list = append(list, Check{Rule: checkTable[c].rule, Name: checkTable[c].name, Outcome: Passed})
		}
		for i := res.first; i != 0; i = e.rows[i-1].next {
			r := &e.rows[i-1]
			list = append(list, Check{
				Rule: checkTable[c].rule, Name: checkTable[c].name, Outcome: r.outcome, Cause: r.cause,
				Expected: r.expected, Received: r.received, Detail: r.detail,
			})
		}
	}
	e.list = list
	return list
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
