package tui

import (
	"context"
	"encoding/json"
	"testing"

	"gatehouse/model"
	"gatehouse/printable/hostile"
	"gatehouse/service/directory"
	"gatehouse/tui/internal/canned"
)

// poisonedDirectory has a directory in which every text is s.
type poisonedDirectory struct {
	*canned.Services
	s string
}

func (p poisonedDirectory) Directory(context.Context, model.ID) (model.DirectoryStatus, error) {
	return model.DirectoryStatus{Directory: model.Directory{ID: "directory_x", Name: p.s, Type: p.s, Key: p.s},
		Last: canned.Now}, nil
}

func (p poisonedDirectory) Organization(context.Context, model.ID) (model.Organization, error) {
	return model.Organization{ID: "org_x", Name: p.s}, nil
}

func (p poisonedDirectory) DirectoryTokens(context.Context, model.ID) ([]model.DirectoryToken, error) {
	return []model.DirectoryToken{{ID: "directory_token_x", Hint: p.s}}, nil
}

func (p poisonedDirectory) DirectoryLog(_ context.Context, _, behind model.ID,
	_ int) ([]model.DirectoryRequest, error) {
	r, err := p.DirectoryRequest(context.Background(), "", "")
	if behind != "" {
		return nil, err
	}
	return []model.DirectoryRequest{r}, err
}

func (p poisonedDirectory) SearchDirectoryLog(_ context.Context,
	q model.DirectoryLogSearch) (found model.DirectoryLogFound, err error) {
	found.Requests, err = p.DirectoryLog(context.Background(), q.Directory, q.Behind, q.Limit)
	return found, err
}

func (p poisonedDirectory) DirectoryRequest(context.Context, model.ID, model.ID) (model.DirectoryRequest, error) {
	s := p.s
	return model.DirectoryRequest{ID: "directory_request_x", At: canned.Now, Token: s, Peer: s, UserAgent: s, Method: s,
		Path: "/" + s + "?" + s, Verdict: model.DirectoryPartly, Cause: model.DirectoryCause(s), Detail: s, Name: s,
		Warnings: []model.DirectoryWarning{{Cause: model.DirectoryCause(s), Detail: s}}, Done: []string{s},
		Body: []byte(s), Answer: []byte(s)}, nil
}

func (p poisonedDirectory) user() model.DirectoryUser {
	s := p.s
	raw, _ := json.Marshal(map[string]string{s: s}) // a text always becomes JSON
	return model.DirectoryUser{ID: "directory_user_x", DirectoryID: "directory_x", IdPID: s, State: model.UserState(s),
		Raw: raw, Attributes: model.UserAttributes{Email: s, FirstName: s, LastName: s, Name: s, JobTitle: s,
			Username: s, Emails: []model.UserEmail{{Value: s, Type: s}},
			Custom: map[string]json.RawMessage{s: json.RawMessage(s)}}}
}

func (p poisonedDirectory) DirectoryMap(context.Context, model.ID, model.ID, map[string]string) (m model.DirectoryMap,
	err error) {
	m.Label = p.s
	m.Attributes = []model.MappedAttribute{{Name: p.s, Description: p.s, Path: p.s, Value: json.RawMessage(p.s)}}
	return m, nil
}

func (p poisonedDirectory) DirectoryPaths(context.Context, model.ID, model.ID) ([]model.PathValue, error) {
	return []model.PathValue{{Path: p.s, Value: json.RawMessage(p.s)}}, nil
}

func (p poisonedDirectory) DirectoryUsers(context.Context, directory.EntryList) (page model.Paged[model.DirectoryUser],
	err error) {
	page.Items = []model.DirectoryUser{p.user()}
	return page, nil
}

func (p poisonedDirectory) group() model.DirectoryGroup {
	return model.DirectoryGroup{ID: "directory_group_x", DirectoryID: "directory_x", IdPID: p.s, Name: p.s}
}

func (p poisonedDirectory) DirectoryUser(context.Context, model.ID) (model.DirectoryUser, error) {
	u := p.user()
	u.Groups = []model.DirectoryGroup{p.group(), p.group()}
	return u, nil
}

func (p poisonedDirectory) DirectoryGroups(context.Context,
	directory.EntryList) (page model.Paged[model.DirectoryGroup], err error) {
	page.Items = []model.DirectoryGroup{p.group()}
	return page, nil
}

// Whatever an identity provider tells, no screen of a directory lets more through than styles.
func TestDirectoriesAreClean(t *testing.T) {
	for _, s := range hostile.Texts {
		for _, keys := range []string{"", "y", "x", "d", "e", "1", "1 enter", "1 enter enter", "1 enter G", "1 y",
			"1 enter 4", "4", "4 enter", "4 e", "4 y", "2", "2 enter", "3", "3 / c a u s e : tab tab",
			"3 / p e e r : tab", "3 / a g e n t : tab enter", "3 / x enter",
			"3 enter", "3 enter G", "3 enter y"} {
			d := drive(t, 100, 40, func(o *setup) { o.Services = poisonedDirectory{o.Services.(*canned.Services), s} })
			d.drain(d.Nav.Directory("directory_x"))
			before := d.screen()
			if d.keys(keys); keys != "" && d.screen() == before {
				t.Fatalf("%q: %s does nothing:\n%s", s, keys, before)
			}
			onlyStyles(t, d)
		}
	}
}
