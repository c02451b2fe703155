package service_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service"
	"gatehouse/service/directory"
)

// directoryMatrix is the part of the matrix that is about directories: of the principals beside, their tokens are C.
var directoryMatrix = []verb{
	{"Directories", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.Directories(c, x.org))
	}, false, false},
	{"DirectoryPage", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.DirectoryPage(c, x.env, x.org, "", model.Paging{Limit: 10})
		return len(page.Items), err
	}, false, false},
	{"DirectoryPage of an organization", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.DirectoryPage(c, "", x.org, "", model.Paging{Limit: 10})
		return len(page.Items), err
	}, false, true},
	{"Directory", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.Directory(c, x.dir.id))
	}, false, false},
	{"CreateDirectory", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.CreateDirectory(c, model.NewDirectory{Organization: x.org, Type: "okta"}))
	}, false, false},
	{"UpdateDirectory", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.UpdateDirectory(c, x.dir.id, model.DirectoryPatch{Name: new("Renamed")}))
	}, false, false},
	{"DirectoryMap", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DirectoryMap(c, x.dir.id, "", nil))
	}, false, false},
	{"DirectoryPaths", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.DirectoryPaths(c, x.dir.id, ""))
	}, false, false},
	{"MapDirectory", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.MapDirectory(c, x.dir.id, map[string]string{"team": ""}))
	}, false, false},
	{"DirectoryRoles", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DirectoryRoles(c, x.dir.id))
	}, false, false},
	{"GiveRoles", "ADP", func(c context.Context, d *service.Services, x target) (int, error) {
		_, err := d.GiveRoles(c, x.dir.id, map[model.ID]string{})
		if field, ok := errors.AsType[*model.FieldError](err); ok && field.Field == "role" {
			err = nil // the environment does not let IT admins: who gets to hear that has passed
		}
		return 1, err
	}, false, false},
	{"ResetDirectory", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		all, err := d.Directories(c, x.org) // others may have reset the first
		if err != nil || len(all) == 0 {
			return only(d.Directory(c, x.dir.id))
		}
		return pair(d.ResetDirectory(c, all[0].ID))
	}, false, false},
	{"ImportDirectory", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		_, err := d.ImportDirectory(c, x.dir.id, model.PeopleFile{Text: []byte("email\nada@foo-corp.com\n")})
		if field, ok := errors.AsType[*model.FieldError](err); ok && field.Field == "directory" {
			err = nil // its people come by SCIM: who gets to hear that may import
		}
		return 1, err
	}, false, false},
	{"DirectoryTokens", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.DirectoryTokens(c, x.dir.id))
	}, false, false},
	{"CreateDirectoryToken", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.CreateDirectoryToken(c, x.dir.id))
	}, false, false},
	{"ReissueDirectoryToken", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return pair(d.ReissueDirectoryToken(c, x.dir.id))
	}, false, false},
	{"DirectorySetup", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DirectorySetup(c, x.org))
	}, false, false},
	{"ChooseDirectory", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.ChooseDirectory(c, x.org, "okta"))
	}, false, false},
	{"DirectoryProgress", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DirectoryProgress(c, x.dir.id))
	}, false, false},
	{"RevokeDirectoryToken", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.RevokeDirectoryToken(c, x.dir.token))
	}, false, false},
	{"DirectoryUsers", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.DirectoryUsers(c, directory.EntryList{Directory: x.dir.id, Paging: model.Paging{Limit: 10}})
		return len(page.Items), err
	}, false, false},
	{"DirectoryUsers of a group", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.DirectoryUsers(c, directory.EntryList{Group: x.dir.group, Paging: model.Paging{Limit: 10}})
		return len(page.Items), err
	}, false, false},
	{"DirectoryUser", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DirectoryUser(c, x.dir.user))
	}, false, false},
	{"DirectoryUsersOf", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.DirectoryUsersOf(c, x.org, "ada@foo-corp.com"))
	}, false, false},
	{"DirectoryGroups", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.DirectoryGroups(c, directory.EntryList{Directory: x.dir.id, Paging: model.Paging{Limit: 10}})
		return len(page.Items), err
	}, false, false},
	{"DirectoryGroups of a user", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		page, err := d.DirectoryGroups(c, directory.EntryList{User: x.dir.user, Paging: model.Paging{Limit: 10}})
		return len(page.Items), err
	}, false, false},
	{"DirectoryGroup", "ADSKP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DirectoryGroup(c, x.dir.group))
	}, false, false},
	{"DirectoryLog", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.DirectoryLog(c, x.dir.id, "", 10))
	}, false, false},
	{"SearchDirectoryLog", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		found, err := d.SearchDirectoryLog(c, model.DirectoryLogSearch{Directory: x.dir.id})
		return len(found.Requests), err
	}, false, false},
	{"Unread", "C", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.Unread(c, directory.Request{Method: "GET", Path: "/Users"}, &scim.Error{Status: 413}))
	}, false, false},
	{"RehearseDirectory", "ADS", func(c context.Context, d *service.Services, x target) (int, error) {
		return list(d.RehearseDirectory(c, x.dir.id, directory.Rehearsal{Users: 1}))
	}, false, false},
	{"DirectoryRequest", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DirectoryRequest(c, x.dir.id, x.dir.request))
	}, false, false},
	{"DirectoryRequestAgain", "ADSP", func(c context.Context, d *service.Services, x target) (int, error) {
		_, err := d.DirectoryRequestAgain(c, x.dir.id, x.dir.request)
		if _, cut := errors.AsType[*model.FieldError](err); cut {
			err = nil // who gets to hear what is not kept of it may ask
		}
		return 1, err
	}, false, false},
	{"Provision", "C", func(c context.Context, d *service.Services, _ target) (int, error) {
		return only(d.Provision(c, directory.Request{Method: "GET", Path: "/Users"}))
	}, false, false},
	{"DirectoryClient", "ADSR", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DirectoryClient(c, x.dir.key, "Bearer "+x.dir.secret,
			directory.Request{Method: "GET", Path: "/Users"}))
	}, false, false},
	{"DeleteDirectory", "ADSK", func(c context.Context, d *service.Services, x target) (int, error) {
		return only(d.DeleteDirectory(c, x.dir.id))
	}, false, false},
}

// targetDirectory is a directory with a user in a group.
type targetDirectory struct {
	id, token, user, group, request model.ID
	key, secret                     string
	client                          model.Principal
}

// directory makes one in an organization.
func (h *installation) directory(t testing.TB, organization model.ID) (x targetDirectory) {
	t.Helper()
	ctx := t.Context()
	d, secret, err := h.CreateDirectory(ctx, model.NewDirectory{Organization: organization, Type: "okta"})
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := h.DirectoryTokens(ctx, d.ID)
	if err != nil || len(tokens) != 1 {
		t.Fatal(len(tokens), err)
	}
	x = targetDirectory{id: d.ID, token: tokens[0].ID, key: d.Key, secret: secret, client: d.Client(tokens[0])}
	user := h.provision(t, x.client, "/Users",
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com"}`)
	h.provision(t, x.client, "/Groups", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],`+
		`"displayName":"Staff","members":[{"value":"`+user+`"}]}`)
	groups, err := h.DirectoryGroups(ctx, directory.EntryList{Directory: d.ID, Paging: model.Paging{Limit: 10}})
	if err != nil || len(groups.Items) != 1 {
		t.Fatal(groups.Items, err)
	}
	x.group = groups.Items[0].ID
	users, err := h.DirectoryUsers(ctx, directory.EntryList{Group: x.group, Paging: model.Paging{Limit: 10}})
	if err != nil || len(users.Items) != 1 {
		t.Fatal(users.Items, err)
	}
	x.user = users.Items[0].ID
	log, err := h.DirectoryLog(ctx, d.ID, "", 1)
	if err != nil || len(log) != 1 {
		t.Fatal(log, err)
	}
	x.request = log[0].ID
	return x
}

// provision has an identity provider make something, and gives its id.
func (h *installation) provision(t testing.TB, as model.Principal, path, body string) string {
	t.Helper()
	a, err := h.For(as).Provision(t.Context(), directory.Request{Method: "POST", Path: path, Body: []byte(body),
		Address: "http://127.0.0.1:4100/scim/v2.0/key"})
	if err != nil || a.Status != http.StatusCreated {
		t.Fatalf("%+v, %v", a, err)
	}
	return a.Location[len(a.Location)-26:]
}
