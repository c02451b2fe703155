package directory

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// Request is one request of an identity provider to its directory, as the listener took it.
type Request struct {
	Method      string
	Path        string // behind the address of the directory: "/Users/01J…"
	Query       url.Values
	ContentType string
	IfMatch     string
	Body        []byte
	Address     string // of the directory, by which resources are named
	By          model.Visitor
}

// Answer is what an identity provider is answered.
type Answer struct {
	Status   int
	Location string // of what was created
	Version  string // ETag of the one resource in it
	Body     any    // becomes JSON; nil for none
}

// Provision does what an identity provider asks of the directory that is the principal. What is wrong
// with a request is an answer; an error is a failure of ours, which the identity provider repeats.
func (s Service) Provision(ctx context.Context, q Request) (Answer, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActProvision, core.OfDirectory(s.core.Principal.ID)))
	if err != nil {
		return Answer{}, err
	}
	for tries := 1; ; tries++ {
		a, err := s.attempt(ctx, q)
		if errors.Is(err, model.ErrConflict) && tries < core.MaxRevisions {
			continue // somebody else changed it since it was read
		}
		return a, err
	}
}

// attempt answers a request by the directory and its attribute map as they are now.
func (s Service) attempt(ctx context.Context, q Request) (Answer, error) {
	defer s.state.flights.enter(s.core.Principal.ID)()
	x, err := s.begin(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	if err := s.linked(ctx, x.directory, x.now); err != nil {
		return Answer{}, err
	}
	return x.answer(ctx)
}

// exchange is one request on its way to its answer.
type exchange struct {
	Service
	mapped
	asked  Request
	kind   model.EntryKind // of what it is for; "" of neither
	log    model.DirectoryRequest
	logged bool // together with what it changed
	again  bool // it only finds out what it would come to, and stores nothing
}

// begin takes a request to the directory that is the principal.
func (s Service) begin(ctx context.Context, q Request) (*exchange, error) {
	m, err := s.mappedNow(ctx, s.core.Principal.ID)
	return &exchange{Service: s, mapped: m, asked: q, log: s.logOf(m.directory, q, m.now)}, err
}

// answer does what is asked and writes it into the log of the directory.
func (x *exchange) answer(ctx context.Context) (Answer, error) {
	a, err := x.route(ctx)
	var refused *scim.Error
	if err != nil && !errors.As(err, &refused) {
		if refused = x.explained(err); refused == nil {
			return a, err
		}
	}
	if refused != nil {
		a = x.refused(refused)
	}
	if x.logged && refused == nil {
		return a, nil
	}
	x.log.Status = a.Status
	return a, x.note(ctx, refused != nil)
}

// refused is the answer to a request that is refused, as the log has it too.
func (x *exchange) refused(why *scim.Error) Answer {
	x.log.Status = why.Status
	x.log.Verdict, x.log.Cause, x.log.Detail = model.DirectoryRefused, model.DirectoryCause(why.Code), why.Detail
	x.log.Done, x.log.Warnings = nil, nil
	x.log.Answer, _ = json.Marshal(why) // of texts
	return Answer{Status: why.Status, Body: why}
}

// Unread answers a request whose body the listener did not take, and why.
func (s Service) Unread(ctx context.Context, q Request, why *scim.Error) (Answer, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActProvision, core.OfDirectory(s.core.Principal.ID)))
	if err != nil {
		return Answer{}, err
	}
	x, err := s.begin(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	return x.refused(why), x.note(ctx, true)
}

// explained are the refusals of the store in words for the IT admin; nil for what is none.
func (x *exchange) explained(err error) *scim.Error {
	if taken, ok := errors.AsType[*storage.NameTaken](err); ok {
		code, what := "username_taken", "A user with the userName "
		if x.kind == model.GroupEntry {
			code, what = "group_taken", "A group with the name "
		}
		return &scim.Error{Status: http.StatusConflict, Type: "uniqueness", Code: code,
			Detail: what + quoted(taken.Name) + " exists already. Let your provider match it, or link the two there."}
	}
	if errors.Is(err, storage.ErrStep) {
		return &scim.Error{Status: http.StatusRequestEntityTooLarge, Code: scim.CodeTooLarge,
			Detail: "This changes more at once than can be done in one step. Send it in several requests."}
	}
	if errors.Is(err, model.ErrNotFound) {
		return &scim.Error{Status: http.StatusNotFound, Code: "not_found",
			Detail: "This resource is gone here. Restart provisioning in your provider, so that it is matched anew."}
	}
	return nil
}

// route finds what a request is for.
func (x *exchange) route(ctx context.Context) (Answer, error) {
	if err := x.acceptable(); err != nil {
		return Answer{}, err
	}
	parts := strings.Split(strings.Trim(x.asked.Path, "/"), "/")
	last := ""
	if len(parts) > 1 {
		last = parts[1]
	}
	switch name := strings.ToLower(parts[0]); {
	case len(parts) > 2:
		return Answer{}, noSuchPath(x.asked.Path)
	case name == "users":
		return x.resources(ctx, model.UserEntry, model.ID(last))
	case name == "groups":
		return x.resources(ctx, model.GroupEntry, model.ID(last))
	case x.asked.Method != http.MethodGet && (name == "bulk" || name == "me"):
		return Answer{}, &scim.Error{Status: http.StatusNotImplemented, Code: "not_offered", Detail: "/" + parts[0] +
			" is not offered here. The ServiceProviderConfig says what is."}
	default:
		return x.described(name, last)
	}
}

// acceptable refuses what is no JSON.
func (x *exchange) acceptable() error {
	kind, _, _ := strings.Cut(strings.ToLower(x.asked.ContentType), ";")
	switch strings.TrimSpace(kind) {
	case "", "application/scim+json", "application/json", "text/json":
		return nil
	}
	if len(x.asked.Body) == 0 {
		return nil
	}
	return &scim.Error{Status: http.StatusUnsupportedMediaType, Code: "content_type", Detail: "The request is " +
		quoted(kind) + ". Choose SCIM 2.0, which is JSON, in your provider."}
}

// resources answers requests for users, or groups, and for one of them.
func (x *exchange) resources(ctx context.Context, k model.EntryKind, id model.ID) (Answer, error) {
	x.kind = k
	switch method := x.asked.Method; {
	case id == ".search" && method == http.MethodPost:
		q, err := scim.ParseSearch(x.asked.Body)
		if err != nil {
			return Answer{}, err
		}
		return x.list(ctx, k, q)
	case id == "" && method == http.MethodGet:
		p := x.asked.Query
		q, err := scim.ParseQuery(p.Get("filter"), p.Get("attributes"), p.Get("excludedAttributes"),
			p.Get("startIndex"), p.Get("count"))
		if err != nil {
			return Answer{}, err
		}
		return x.list(ctx, k, q)
	case id == "" && method == http.MethodPost:
		return x.create(ctx, k)
	case id == "":
		return Answer{}, wrongMethod(method)
	case method == http.MethodGet:
		return x.get(ctx, k, id)
	case method == http.MethodPut:
		return x.replace(ctx, k, id)
	case method == http.MethodPatch:
		return x.patch(ctx, k, id)
	case method == http.MethodDelete:
		return x.remove(ctx, k, id)
	}
	return Answer{}, wrongMethod(x.asked.Method)
}

// described answers what this server can do.
func (x *exchange) described(name, of string) (Answer, error) {
	var body any
	base := x.asked.Address
	switch {
	case x.asked.Method != http.MethodGet:
		return Answer{}, noSuchPath(x.asked.Path)
	case name == "serviceproviderconfig" && of == "":
		body = scim.ServiceProviderConfig(base)
	case name == "resourcetypes" && of == "":
		body = scim.ResourceTypes(base)
	case name == "resourcetypes" && strings.EqualFold(of, scim.User.Name()):
		body = scim.ResourceType(base, scim.User)
	case name == "resourcetypes" && strings.EqualFold(of, scim.Group.Name()):
		body = scim.ResourceType(base, scim.Group)
	case name == "schemas" && of == "":
		body = scim.Schemas(base)
	case name == "schemas":
		one, there := scim.Schema(base, of)
		if !there {
			return Answer{}, noSuchPath(x.asked.Path)
		}
		body = one
	default:
		return Answer{}, noSuchPath(x.asked.Path)
	}
	return Answer{Status: http.StatusOK, Body: body}, nil
}

func noSuchPath(path string) error {
	return &scim.Error{Status: http.StatusNotFound, Code: "wrong_path", Detail: "There is nothing at " + quoted(path) +
		". Copy the endpoint again, as a whole."}
}

func wrongMethod(method string) error {
	return &scim.Error{Status: http.StatusMethodNotAllowed, Code: "method",
		Detail: quoted(method) + " is not taken here."}
}

// quoted is text of a sender in a sentence: the beginning of what is long.
func quoted(text string) string {
	b, _ := json.Marshal(model.Short(text)) // a text always becomes JSON
	return string(b)
}
