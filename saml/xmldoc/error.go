package xmldoc

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Cause identifiers of an [Error]. They are stable: shown, filtered on and
// documented.
const (
	CauseEncoding           = "encoding"
	CauseForbiddenCharacter = "forbidden_character"
	CauseDTD                = "dtd"
	CauseUndefinedEntity    = "undefined_entity"
	CauseNotWellFormed      = "xml_not_well_formed"
	CauseComment            = "comment"
	CauseInstruction        = "processing_instruction"
	CauseCDATA              = "cdata"
	CauseNamespace          = "namespace"
	CauseDuplicateAttribute = "duplicate_attribute"
	CauseRelativeNamespace  = "relative_namespace"
	CauseLimitDepth         = "limit_depth"
	CauseLimitElements      = "limit_elements"
	CauseLimitBytes         = "limit_bytes"
	CauseLimitAttributes    = "limit_attributes"
	CauseLimitNamespaces    = "limit_namespaces"
	CauseLimitName          = "limit_name"
	CauseLimitAttribute     = "limit_attribute_value"
	CauseLimitText          = "limit_text"
)

// Error says why a document was refused. Parse stops at the first one.
type Error struct {
	Cause  string // one of the Cause constants
	Rule   string // "X1" … "X11"
	Offset int    // byte offset in the source, the byte order mark included
	Line   int    // from 1
	Column int    // in characters, from 1
	Detail string // a sentence; foreign text in it is quoted and cut short
	Limit  int    // what was exceeded, for the limit causes
	Size   int    // of the document, for CauseLimitBytes

	Shortened bool // of CauseNotWellFormed: the document ends inside an element
	Foreign   bool // of CauseNotWellFormed: something else than XML stands from the first byte on, or nothing
}

func (e *Error) Error() string {
	return fmt.Sprintf("XML line %d, column %d: %s (%s, rule %s)", e.Line, e.Column, e.Detail, e.Cause, e.Rule)
}

func rule(cause string) string {
	switch cause {
	case CauseEncoding, CauseForbiddenCharacter:
		return "X1"
	case CauseDTD, CauseUndefinedEntity:
		return "X2"
	case CauseNotWellFormed:
		return "X3"
	case CauseComment, CauseInstruction, CauseCDATA:
		return "X4"
	case CauseNamespace, CauseDuplicateAttribute:
		return "X5"
	case CauseRelativeNamespace:
		return "X6"
	}
	return "X11"
}

func newError(src []byte, cause string, offset int, detail string) *Error {
	line, column := position(src, offset)
	return &Error{Cause: cause, Rule: rule(cause), Offset: offset, Line: line, Column: column, Detail: detail}
}

// position counts lines by LF and columns by character, both from 1.
func position(src []byte, offset int) (line, column int) {
	before := src[:min(offset, len(src))]
	line = 1 + bytes.Count(before, []byte{'\n'})
	return line, 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
}

// quote makes foreign bytes fit for a message: escaped, and cut short.
func quote(b []byte) string {
	const most = 48
	if len(b) > most {
		return strconv.Quote(string(b[:most])) + "…"
	}
	return strconv.Quote(string(b))
}

func (p *parser) fail(cause string, offset int, format string, args ...any) error {
	return newError(p.src, cause, offset, fmt.Sprintf(format, args...))
}

func (p *parser) failLimit(cause string, offset, limit int, format string, args ...any) error {
	e := newError(p.src, cause, offset, fmt.Sprintf(format, args...))
	e.Limit = limit
	return e
}

// shortened is malformed for a document that ends inside an element.
func (p *parser) shortened(offset int, format string, args ...any) error {
	e := newError(p.src, CauseNotWellFormed, offset, fmt.Sprintf(format, args...))
	e.Shortened = true
	return e
}

// foreign is malformed for a source with no markup before offset.
func (p *parser) foreign(offset int, detail string) error {
	e := newError(p.src, CauseNotWellFormed, offset, detail)
	e.Foreign = offset == 0
	return e
}

func (p *parser) malformed(offset int, format string, args ...any) error {
	return p.fail(CauseNotWellFormed, offset, format, args...)
}
