package saml

import "slices"

// WithReasons is the verdict of an earlier version, whose checks carry neither
// reasons nor facts, with those of its root cause: again is what the same message
// comes to today. If that is something else, the verdict stays as it is, and its
// cause is explained by itself.
func (v Verdict) WithReasons(again *Verdict) Verdict {
	mine, other := v.Root(), again.Root()
	known := mine.Check >= 0 && mine.Check < len(v.Checks) && other.Check < len(again.Checks)
	if v.Reasoned || mine.Cause != other.Cause || !known {
		return v
	}
	v.Checks = slices.Clone(v.Checks)
	root, found := &v.Checks[mine.Check], again.Checks[other.Check]
	if root.Rule == found.Rule && (root.Reason == "" || root.Reason == found.Reason) {
		root.Reason, root.Facts, root.Fields = found.Reason, found.Facts, found.Fields
	}
	return v
}
