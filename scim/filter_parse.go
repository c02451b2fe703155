package scim

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// ParseFilter reads a filter: the grammar of RFC 7644, and what providers send beside it, a comparison behind
// brackets and values without quotation marks. An error is an *Error of the type invalidFilter.
func ParseFilter(text string) (*Filter, error) {
	switch {
	case len(text) > MaxFilter:
		return nil, filterError(text, fmt.Errorf("it is longer than %d bytes", MaxFilter))
	case !utf8.ValidString(text):
		return nil, filterError(text, errors.New("it is not UTF-8"))
	}
	s := scanner{text: text}
	root, err := s.any(nil)
	if s.space(); err == nil && s.at < len(text) {
		err = fmt.Errorf("%s follows where nothing, and, or or was expected", excerpt(text[s.at:]))
	}
	if err != nil {
		return nil, filterError(text, err)
	}
	return &Filter{root, s.terms}, nil
}

// scanner reads filters and paths from the left to the right.
type scanner struct {
	text  string
	at    int // bytes read
	depth int // parentheses and brackets that are open
	terms int // comparisons read
}

func (s *scanner) space() {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
}

// skip reads what the text goes on with.
func (s *scanner) skip(next string) bool {
	if !strings.HasPrefix(s.text[s.at:], next) {
		return false
	}
	s.at += len(next)
	return true
}

// word reads up to white space, what closes, and what else ends it.
func (s *scanner) word(ends string) string {
	rest := s.text[s.at:]
	if i := strings.IndexAny(rest, " \t\r\n)]"+ends); i >= 0 {
		rest = rest[:i]
	}
	s.at += len(rest)
	return rest
}

// keyword reads one of the words, whatever its case.
func (s *scanner) keyword(words ...string) string {
	from := s.at
	s.space()
	got := foldName(s.word("("))
	for _, w := range words {
		if got == w {
			return w
		}
	}
	s.at = from
	return ""
}

// any reads terms with or between them; parent is the attribute in whose brackets they stand.
func (s *scanner) any(parent *attribute) (expression, error) {
	return s.junction("or", parent, func() (expression, error) {
		return s.junction("and", parent, func() (expression, error) { return s.term(parent) })
	})
}

func (s *scanner) junction(word string, parent *attribute, read func() (expression, error)) (expression, error) {
	var terms []expression
	for {
		t, err := read()
		if err != nil {
			return nil, err
		}
		if same, ok := t.(*junction); ok && same.word == word {
			terms = append(terms, same.terms...)
		} else {
			terms = append(terms, t)
		}
		if s.keyword(word) == "" {
			break
		}
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	return &junction{word, terms}, nil
}

func (s *scanner) term(parent *attribute) (expression, error) {
	s.space()
	if s.skip("(") {
		return s.closed(")", parent)
	}
	from := s.at
	if s.keyword("not") != "" {
		if s.space(); s.skip("(") {
			inner, err := s.closed(")", parent)
			return &negation{inner}, err
		}
		s.at = from
	}
	return s.comparison(parent)
}

// closed reads what stands before a closing parenthesis or bracket.
func (s *scanner) closed(by string, parent *attribute) (expression, error) {
	if s.depth++; s.depth > MaxDepth {
		return nil, fmt.Errorf("it has more than %d parentheses in each other", MaxDepth)
	}
	inner, err := s.any(parent)
	if err != nil {
		return nil, err
	}
	if s.space(); !s.skip(by) {
		return nil, fmt.Errorf("%s is missing at byte %d", by, s.at)
	}
	s.depth--
	return inner, nil
}

// condition reads what stands in the brackets behind a path.
func (s *scanner) condition(p Path) (*Filter, error) {
	within := p.declared(nil)
	if within == nil {
		within = &attribute{}
	}
	before := s.terms
	root, err := s.closed("]", within)
	return &Filter{root, s.terms - before}, err
}

func (s *scanner) comparison(parent *attribute) (expression, error) {
	if s.at == len(s.text) {
		return nil, errors.New("it ends where an attribute was expected")
	}
	p, err := s.path(parent)
	if err != nil {
		return nil, err
	}
	if p.Attr == "" {
		return nil, errors.New("the name of a schema stands where an attribute was expected")
	}
	c := &comparison{path: p, exact: p.exact(parent)}
	c.op = s.keyword("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr")
	switch {
	case c.op == "" && (p.Filter == nil || len(p.Sub) > 0):
		return nil, fmt.Errorf("behind %s an operator was expected, such as eq", excerpt(p.String()))
	case c.op != "" && c.op != "pr":
		if c.value, err = s.value(); err != nil {
			return nil, err
		}
		want, _ := plain(c.value)
		c.want = c.folded(want)
	}
	s.terms++
	if parent == nil && p.is("members") && !c.namesMembers() {
		return nil, errors.New("members can be compared by eq with an id, and in no other way")
	}
	return c, c.comparable()
}

// exact says whether what the path leads to is compared with regard to case.
func (p Path) exact(parent *attribute) bool {
	a := p.declared(parent)
	if value := a.sub("value"); value != nil {
		a = value
	}
	return a != nil && a.exact
}

// comparable says why the operator means nothing for the value.
func (c *comparison) comparable() error {
	switch c.value.(type) {
	case string, json.Number:
		return nil
	}
	if c.op == "" || c.op == "pr" || c.op == "eq" || c.op == "ne" {
		return nil
	}
	return fmt.Errorf("%s compares texts and numbers, not true, false or null", c.op)
}

// value reads a value of JSON that is no object or list, or a word without quotation marks.
func (s *scanner) value() (any, error) {
	s.space()
	if s.skip(`"`) {
		return s.quoted()
	}
	at := s.at
	switch word := s.word(`("[{`); foldName(word) {
	case "":
		return nil, fmt.Errorf("a value was expected at byte %d", at)
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	default:
		if number := jsontext.Value(word); number.Kind() == '0' && number.IsValid() {
			return json.Number(word), nil
		}
		return word, nil
	}
}

// quoted reads a string of JSON whose first quotation mark is behind.
func (s *scanner) quoted() (any, error) {
	from := s.at - 1
	for s.at < len(s.text) && s.text[s.at] != '"' {
		if s.text[s.at] == '\\' {
			s.at++
		}
		s.at++
	}
	if s.at >= len(s.text) {
		return nil, fmt.Errorf("the quotation mark at byte %d is not closed", from)
	}
	s.at++
	text, err := jsontext.AppendUnquote(nil, s.text[from:s.at])
	if err != nil {
		return nil, fmt.Errorf("%s is not a string of JSON", excerpt(s.text[from:s.at]))
	}
	return string(text), nil
}
