package scim

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Patch is a list of changes to one resource (RFC 7644, section 3.5.2), each read as its sender meant it.
type Patch struct {
	kind     Kind
	steps    []step
	warnings []Warning
}

// operator is what an operation does.
type operator string

const (
	opAdd     operator = "add"
	opReplace operator = "replace"
	opRemove  operator = "remove"
)

// step is an operation on one attribute, or on the members of a group.
type step struct {
	op      operator
	path    Path
	value   any       // as merge takes it; of opRemove nil for all
	members *MemberOp // nil but for members
}

// ParsePatch reads a PATCH of a resource of a kind. An error is an *Error.
func ParsePatch(k Kind, body []byte) (Patch, error) {
	sent, err := decode(body, k.size())
	if err != nil {
		return Patch{}, err
	}
	b := builder{kind: k}
	if err := b.schemas(sent, URNPatch); err != nil {
		return Patch{}, err
	}
	var operations []any
	switch v := sent[keyIn(sent, "Operations")].(type) {
	case []any:
		operations = v
	case map[string]any:
		operations = []any{v}
	default:
		return Patch{}, syntaxError("The PATCH has no list of Operations. Send one. %s", tellSupport)
	}
	if len(operations) > MaxOperations {
		return Patch{}, tooLarge("The PATCH has %d operations, and at most %d are taken. "+
			"Send them in several requests.", len(operations), MaxOperations)
	}
	for i, operation := range operations {
		if err := b.operation(operation); err != nil {
			return Patch{}, inOperation(i, err)
		}
	}
	return Patch{k, b.steps, b.warnings}, nil
}

// inOperation says in which operation something is wrong.
func inOperation(i int, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	at := *e
	at.Detail = fmt.Sprintf("Operation %d: %s", i+1, e.Detail)
	return &at
}

// builder makes steps of what a message says.
type builder struct {
	kind     Kind
	steps    []step
	warnings []Warning
	load     int // what there is to do: attributes, values and conditions, those of members left out
}

const (
	maxLoad     = MaxOperations + MaxAttributes
	maxWarnings = 20
)

// warn notes something once.
func (b *builder) warn(code, detail string) {
	if w := (Warning{code, detail}); len(b.warnings) < maxWarnings && !slices.Contains(b.warnings, w) {
		b.warnings = append(b.warnings, w)
	}
}

// take counts what there is to do at a path, and refuses too much before anything is done about it.
func (b *builder) take(p Path, value any) error {
	_, names, _ := measure(value)
	b.load += 1 + names
	if p.Filter != nil {
		b.load += p.Filter.terms
	}
	if b.load > maxLoad {
		return tooLarge("The message has more than %d attributes, values and conditions. "+
			"Send them in several requests.", maxLoad)
	}
	return nil
}

// schemas looks whether a message is what it has to be. Others that it names mean nothing: Microsoft sends its own.
func (b *builder) schemas(sent map[string]any, want string) error {
	list, ok := sent[keyIn(sent, "schemas")].([]any)
	if one := sent[keyIn(sent, "schemas")]; !ok && one != nil {
		list = []any{one}
	}
	other, named := "", false
	for _, v := range list {
		name, ok := v.(string)
		if !ok {
			return typeError("schemas", "a list of texts", v)
		}
		if err := ofVersion1(name); err != nil {
			return err
		}
		named = named || sameName(name, want)
		if sameName(name, URNUser) || sameName(name, URNGroup) {
			other = name
		}
	}
	switch {
	case named:
	case other != "":
		return syntaxError("%s was sent where %s belongs. Look at the address that your provider sends it to.",
			excerpt(other), want)
	default:
		b.warn(WarnSchemas, "schemas does not name "+want+". The message was taken as one.")
	}
	return nil
}

// ofVersion1 refuses a name of a schema of SCIM 1.1.
func ofVersion1(schema string) error {
	if !strings.HasPrefix(foldName(schema), "urn:scim:schemas:") {
		return nil
	}
	return &Error{400, "invalidVers", CodeVersion, fmt.Sprintf("This is a message of SCIM 1.1: it names %s. "+
		"Choose SCIM 2.0 in the settings of your provider.", excerpt(schema))}
}

// operation reads one operation of a patch.
func (b *builder) operation(v any) error {
	sent, ok := v.(map[string]any)
	if !ok {
		return syntaxError("An object was expected, but it is %s. %s", shown(v), tellSupport)
	}
	name, _ := sent[keyIn(sent, "op")].(string)
	op := operator(foldName(name))
	if op != opAdd && op != opReplace && op != opRemove {
		return &Error{400, "invalidSyntax", CodeOp, fmt.Sprintf("op must be add, replace or remove, but it is %s. %s",
			shown(sent[keyIn(sent, "op")]), tellSupport)}
	}
	value, given := sent[keyIn(sent, "value")]
	if !given && op != opRemove {
		return &Error{400, "invalidValue", CodeOp, fmt.Sprintf("%s has no value. Send one. %s", op, tellSupport)}
	}
	switch text := sent[keyIn(sent, "path")].(type) {
	case nil:
		return b.set(op, Path{}, value)
	case string:
		if text == "" {
			return b.set(op, Path{}, value)
		}
		p, err := ParsePath(text)
		if err != nil {
			return err
		}
		return b.set(op, p, value)
	default:
		return typeError("path", "a text", text)
	}
}

// object makes steps of what stands in an object under the name of a schema, "" for the core schema: its keys are
// paths too.
func (b *builder) object(op operator, urn string, sent map[string]any) error {
	for _, key := range sorted(sent) {
		if key == "" {
			continue // names nothing
		}
		if err := b.set(op, keyPath(urn, key, sent[key]), sent[key]); err != nil {
			return err
		}
	}
	return nil
}

// keyPath is where the key of an object leads. What is no path is the name of an attribute as it stands. An object
// under a name of a schema that nobody knows is what stands under that schema.
func keyPath(urn, key string, value any) Path {
	literal := Path{URN: urn, Attr: key}
	if urn != "" {
		s := scanner{text: key}
		p, err := s.within(Path{URN: urn}, s.word("["), nil)
		if err != nil || s.at < len(key) {
			return literal
		}
		return p
	}
	p, err := ParsePath(key)
	if err != nil {
		return literal
	}
	_, isObject := value.(map[string]any)
	unknown := p.URN != "" && p.URN != URNEnterprise && (ofKind(key) || !ofKind(p.URN))
	if isObject && unknown && p.Filter == nil {
		return Path{URN: key}
	}
	return p
}

// set makes steps of a value, or of its removal, at a path.
func (b *builder) set(op operator, p Path, value any) error {
	if err := cmp.Or(ofVersion1(p.URN), ofVersion1(p.Attr)); err != nil {
		return err
	}
	if p.Attr == "" {
		return b.whole(op, p, value)
	}
	a := b.kind.attribute(p.URN, p.Attr)
	switch {
	case a != nil && a.readOnly, p.URN == "" && sameName(p.Attr, "password"):
		return nil // said by us, and never kept
	case b.kind == Group && p.is("members"):
		return b.setMembers(op, p, value)
	case b.kind == User && p.is("active") && op == opRemove:
		b.warn(WarnActiveKept, "active cannot be removed: it was left as it is. Send true or false.")
		return nil
	}
	if err := cmp.Or(b.take(p, value), reaches(p, a)); err != nil {
		return err
	}
	if a != nil && a.multi && op == opAdd && p.Filter == nil && slices.Equal(p.Sub, []string{"value"}) {
		p.Sub = nil // one value more
	}
	for _, sub := range p.Sub {
		a = a.sub(sub)
	}
	read, err := b.read(p.String(), a, value, p.Filter != nil || len(p.Sub) > 0)
	if err != nil || read == nil && b.kind == User && p.is("active") {
		return err
	}
	b.steps = append(b.steps, step{op: op, path: p, value: read})
	return nil
}

// reaches refuses a path into an attribute that has nothing in it, or conditions where there is one value.
func reaches(p Path, a *attribute) error {
	if p.Filter != nil && a != nil && !a.multi {
		return pathError(p.String(), fmt.Errorf("%s has one value, of which none can be chosen", p.Attr))
	}
	for _, sub := range p.Sub {
		if a != nil && a.typ != isComplex {
			return pathError(p.String(), fmt.Errorf("%s has no attributes within it", a.name))
		}
		a = a.sub(sub)
	}
	return nil
}

// whole makes steps for all that stands under the name of a schema, or for a resource.
func (b *builder) whole(op operator, p Path, value any) error {
	object, isObject := value.(map[string]any)
	switch {
	case op == opRemove && p.URN == "":
		return &Error{400, "noTarget", CodePath,
			"remove has no path. Send the path of what is to be removed. " + tellSupport}
	case op == opRemove || value == nil && op == opReplace && p.URN != "":
		b.steps = append(b.steps, step{op: opRemove, path: p})
		return b.take(p, nil)
	case isObject:
		return b.object(op, p.URN, object)
	case p.URN == "" || p.URN == URNEnterprise:
		return typeError("value", "an object with attributes in it, because there is no path to one", value)
	}
	return b.set(op, Path{Attr: p.URN}, value) // something about which nobody told that it is a schema
}
