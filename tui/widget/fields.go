package widget

import "slices"

// Fields are the fields of a form, one of which has the focus.
type Fields struct {
	all      []*Field
	required []string // names of those that may not be empty
	at       int      // the one with the focus
}

// NewFields begins the fields of a form, with the focus on the first.
func NewFields(all []*Field, required []string) *Fields {
	f := &Fields{all: all, required: required}
	for _, x := range all {
		x.begin()
	}
	f.focus(0)
	return f
}

// Focused is the field with the focus.
func (f *Fields) Focused() *Field { return f.all[f.at] }

func (f *Fields) focus(at int) {
	if f.at >= 0 && f.at < len(f.all) {
		f.all[f.at].blur()
	}
	f.at = at
	f.all[f.at].focus()
}

// FocusOn goes to the field of a name. It reports false if none is asked for.
func (f *Fields) FocusOn(name string) bool {
	i := slices.IndexFunc(f.all, func(x *Field) bool { return x.Name == name && f.asks(x) })
	if i >= 0 {
		f.focus(i)
	}
	return i >= 0
}

// asks reports whether a field is asked for, by what the others hold.
func (f *Fields) asks(x *Field) bool { return x.When == nil || x.When(f.value) }

func (f *Fields) value(name string) string {
	for _, x := range f.all {
		if x.Name == name {
			return x.value()
		}
	}
	return ""
}

// Step goes to the next field that is asked for, before or behind this one. It
// reports false at the end.
func (f *Fields) Step(by int) bool {
	for at := f.at + by; at >= 0 && at < len(f.all); at += by {
		if f.asks(f.all[at]) {
			f.focus(at)
			return true
		}
	}
	return false
}

// Turn is Step in a circle.
func (f *Fields) Turn(by int) {
	if f.Step(by) {
		return
	}
	f.all[f.at].blur()
	f.at = -1
	if by < 0 {
		f.at = len(f.all)
	}
	f.Step(by)
}

// Touched reports whether a field holds something else than in the beginning.
func (f *Fields) Touched() bool {
	return slices.ContainsFunc(f.all, (*Field).touched)
}

// Values are those of the fields that are asked for, by name. If one is missing or
// wrong it gets the focus, and ok is false.
func (f *Fields) Values() (values map[string]string, ok bool) {
	for _, x := range f.all { // what was refused may be right by now
		x.Refuse("")
	}
	values = map[string]string{}
	for _, x := range f.all {
		if f.asks(x) {
			values[x.Name] = x.value()
		}
	}
	for _, x := range f.all {
		if slices.Contains(f.required, x.Name) && f.asks(x) && x.value() == "" {
			x.Refuse("is needed")
			f.FocusOn(x.Name)
			return nil, false
		}
	}
	for i, x := range f.all {
		if f.asks(x) && x.wrong() != "" {
			f.focus(i)
			return nil, false
		}
	}
	return values, true
}

// View draws the fields that are asked for, and gives the line at which the one with
// the focus begins.
func (f *Fields) View(st *Style, cells int) (lines []string, focused int) {
	for i, x := range f.all {
		if !f.asks(x) {
			continue
		}
		if i == f.at {
			focused = len(lines)
		}
		for _, l := range x.view(st, cells, i == f.at) {
			lines = append(lines, " "+l)
		}
	}
	return lines, focused
}
