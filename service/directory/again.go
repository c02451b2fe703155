package directory

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"gatehouse/model"
	"gatehouse/service/core"
	"gatehouse/storage"
)

// DirectoryRequestAgain says what a request of the log would come to if it came now: whether what it was refused for
// is mended. Nothing is stored, and nobody is told of anything.
func (s Service) DirectoryRequestAgain(ctx context.Context, directory, id model.ID) (model.DirectoryRequest, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectoryLog, core.OfDirectory(directory)))
	if err != nil {
		return model.DirectoryRequest{}, err
	}
	r, err := s.core.Store.DirectoryRequest(ctx, directory, id)
	if err != nil {
		return r, err
	}
	q, err := askedBy(r)
	if err != nil {
		return r, err
	}
	d, err := s.record(ctx, directory)
	if err != nil {
		return r, err
	}
	client := On(s.core.As(d.Client(model.DirectoryToken{Hint: r.Token})), s.state)
	x, err := client.begin(ctx, q)
	if err != nil {
		return r, err
	}
	x.again = true
	a, err := x.answer(ctx)
	x.log.ID, x.log.Status = r.ID, a.Status
	return x.log, err
}

// askedBy is a request as the log has it, if that is all of it.
func askedBy(r model.DirectoryRequest) (Request, error) {
	writes := r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch
	if r.Cut || r.Token == "" || writes && len(r.Body) == 0 {
		return Request{}, model.Refuse("request", "have it sent again by the identity provider",
			"%s %s is not kept as a whole", r.Method, model.Short(r.Path))
	}
	path, query, _ := strings.Cut(r.Path, "?")
	asked, err := url.ParseQuery(query)
	if err != nil {
		asked = nil // it asks for nothing that can be read, and did not then
	}
	return Request{Method: r.Method, Path: path, Query: asked, Body: r.Body,
		By: model.Visitor{Peer: r.Peer, UserAgent: r.UserAgent}}, nil
}

// free reports that no other entry has the name of one, which the store would say.
func (x *exchange) free(ctx context.Context, e model.DirectoryEntry) error {
	found, err := x.core.Store.DirectoryEntries(ctx, storage.EntryQuery{Directory: e.Directory, Kind: e.Kind,
		Name: e.Name})
	if err != nil {
		return err
	}
	for _, other := range found {
		if model.NamesClash(e, other) {
			return &storage.NameTaken{Name: e.Name, By: other.ID}
		}
	}
	return nil
}
