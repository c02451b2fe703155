package scim

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Error is why a message is refused.
type Error struct {
	Status int    // of HTTP
	Type   string // the scimType of RFC 7644, or ""
	Code   string // the cause in one word, for the log
	Detail string // for the administrator, in the console of their identity provider
}

// What Error.Code may be.
const (
	CodeFilter          = "filter"           // a filter that cannot be read
	CodePath            = "path"             // a path that cannot be read, or that leads nowhere
	CodeOp              = "op"               // an operation that is none
	CodeSyntax          = "syntax"           // no JSON, or not the message that belongs here
	CodeValueType       = "value_type"       // a value of the wrong type
	CodeUsernameMissing = "username_missing" // a user without userName
	CodeNameMissing     = "name_missing"     // a group without displayName
	CodeVersion         = "version"          // SCIM 1.1
	CodeTooLarge        = "too_large"        // beyond a limit of this package
)

func (e *Error) Error() string { return e.Detail }

// MarshalJSON writes the error message of RFC 7644, section 3.12.
func (e *Error) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Schemas []string `json:"schemas"`
		Status  string   `json:"status"`
		Type    string   `json:"scimType,omitempty"`
		Detail  string   `json:"detail"`
	}{[]string{URNError}, strconv.Itoa(e.Status), e.Type, e.Detail})
}

// Warning is what was odd about a message that was taken all the same.
type Warning struct {
	Code   string // the cause in one word, for the log
	Detail string // for the administrator
}

// What Warning.Code may be.
const (
	WarnSchemas     = "schemas_missing" // a message that does not name its schema
	WarnValueType   = CodeValueType     // a value that was made into the right type
	WarnMemberValue = "member_value"    // a member without an id, which was left out, or members without a value
	WarnMemberField = "member_field"    // something about a member that is not kept
	WarnActiveKept  = "active_kept"     // active without a value, which was left as it is
)

const tellSupport = "If your provider sends this by itself, contact support: they see this request."

func syntaxError(format string, args ...any) *Error {
	return &Error{400, "invalidSyntax", CodeSyntax, fmt.Sprintf(format, args...)}
}

func filterError(text string, err error) *Error {
	return &Error{400, "invalidFilter", CodeFilter,
		fmt.Sprintf("The filter %s could not be read: %v. %s", excerpt(text), err, tellSupport)}
}

func pathError(text string, err error) *Error {
	return &Error{400, "invalidPath", CodePath,
		fmt.Sprintf("The path %s could not be read: %v. %s", excerpt(text), err, tellSupport)}
}

// typeError is about a value that is not what the attribute at the path must be.
func typeError(path, want string, got any) *Error {
	return &Error{400, "invalidValue", CodeValueType, fmt.Sprintf("%s must be %s, but %s was sent. "+
		"Correct the attribute mapping in your provider.", excerpt(path), want, shown(got))}
}

func tooLarge(format string, args ...any) *Error {
	return &Error{Status: 413, Code: CodeTooLarge, Detail: fmt.Sprintf(format, args...)}
}

func tooManyAttributes(what string, names int) *Error {
	return tooLarge("%s has %d attributes and values, and at most %d are kept. Map fewer of them in your provider.",
		excerpt(what), names, MaxAttributes)
}

// excerpt quotes what a sender wrote: of long texts the beginning.
func excerpt(text string) string {
	const most = 80
	runes, end := 0, 0
	for at := range text {
		if runes++; runes == most {
			end = at
		}
		if runes > most {
			return strconv.Quote(text[:end] + "…")
		}
	}
	return strconv.Quote(text)
}

// shown quotes a value of JSON.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return excerpt(v)
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case nil:
		return "nothing"
	}
	return excerpt(fmt.Sprint(v))
}
