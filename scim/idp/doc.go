// Package idp is the test directory: it plays identity providers that provision users and groups by SCIM, each with
// its own habits, and makes their mistakes on demand. It sends nothing itself: its caller carries requests and answers.
package idp

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// Request is one that the identity provider sends.
type Request struct {
	Method      string
	Path        string // behind the address of the directory
	Query       url.Values
	Body        string
	ContentType string
	UserAgent   string
	Token       *string // other than that of the directory; "" is none
}

// Answer is what it is answered.
type Answer struct {
	Status int
	Body   []byte // JSON; none of a 204
}

// Carry brings a request to the directory, and its answer back.
type Carry func(Request) (Answer, error)

// id is that of the resource in an answer, or of the first one on a page; "" if there is none.
func (a Answer) id() string {
	var x struct {
		ID        string
		Resources []struct{ ID string }
	}
	if json.Unmarshal(a.Body, &x) != nil {
		return ""
	}
	if x.ID == "" && len(x.Resources) > 0 {
		return x.Resources[0].ID
	}
	return x.ID
}

// Refused is an answer that the identity provider takes for a failure.
type Refused struct {
	Request Request
	Answer  Answer
}

func (e *Refused) Error() string {
	var x struct{ Detail string }
	_ = json.Unmarshal(e.Answer.Body, &x) // where there is no JSON the status says enough
	return fmt.Sprintf("%s %s was answered %d: %s", e.Request.Method, e.Request.Path, e.Answer.Status, x.Detail)
}

// sent carries a request, and fails if it is refused.
func (c Carry) sent(q Request) (Answer, error) {
	a, err := c(q)
	if err == nil && a.Status >= http.StatusBadRequest {
		err = &Refused{q, a}
	}
	return a, err
}
