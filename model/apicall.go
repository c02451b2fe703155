package model

import (
	"strconv"
	"strings"
	"time"
)

// APICall is a request of an app and its answer, as the API log keeps it: without secrets.
type APICall struct {
	ID             ID     `json:"id"`     // of the request, as its X-Request-ID says
	Number         uint64 `json:"number"` // in the order in which they were answered
	EnvironmentID  ID     `json:"environment_id,omitempty"`
	OrganizationID ID     `json:"organization_id,omitempty"`
	SessionID      ID     `json:"session_id,omitempty"`

	At     time.Time     `json:"at"`
	Took   time.Duration `json:"took"`
	Method string        `json:"method"`
	Path   string        `json:"path"`
	Query  string        `json:"query,omitempty"`
	Status int           `json:"status"`

	Key       string `json:"key,omitempty"` // its name; "" if none was proved
	KeyHint   string `json:"key_hint,omitempty"`
	Peer      string `json:"peer,omitempty"`
	UserAgent string `json:"user_agent,omitempty"`

	Request string `json:"request_body,omitempty"`
	Answer  string `json:"answer_body,omitempty"`
}

// By notes whose request it is.
func (c *APICall) By(p Principal) {
	c.EnvironmentID, c.KeyHint = p.Environment, p.Evidence
	c.Key = strings.TrimPrefix(p.Name, "API key ")
}

// Bodiless is the call without what was sent and answered.
func (c APICall) Bodiless() APICall {
	c.Request, c.Answer = "", ""
	return c
}

// APICallQuery picks calls of the API log.
type APICallQuery struct {
	Environment ID     // with those of whoever proved no key; "" is all
	Session     ID     // "" is all
	Status      string // "404", or "4xx"; "" is all
	Path        string // a part of it
	After       uint64 // the number of a call: those that came later
	Limit       int    // the newest so many; 0 is all
}

// Check refuses what cannot be asked for.
func (q APICallQuery) Check() error {
	if q.Status == "" {
		return nil
	}
	class, isClass := strings.CutSuffix(q.Status, "xx")
	n, err := strconv.Atoi(class)
	if err != nil || isClass && (n < 1 || n > 5) || !isClass && (n < 100 || n > 599) {
		return Refuse("status", "give one like 404, or a class like 4xx", "%.10q is no status", q.Status)
	}
	return nil
}

// Match reports whether a call is asked for.
func (q APICallQuery) Match(c APICall) bool {
	status := strconv.Itoa(c.Status)
	class, isClass := strings.CutSuffix(q.Status, "xx")
	return c.Number > q.After && (q.Session == "" || c.SessionID == q.Session) &&
		(c.EnvironmentID == q.Environment || c.EnvironmentID == "" || q.Environment == "") &&
		(q.Status == "" || status == q.Status || isClass && strings.HasPrefix(status, class)) &&
		strings.Contains(c.Path, q.Path)
}
