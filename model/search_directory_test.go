package model_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
)

// The requests that the tests of their filter look through.
var (
	takenRequest = model.DirectoryRequest{ID: "directory_request_01A", At: noon.Add(-time.Hour), Method: "POST",
		Path: "/Users", Status: 409, Verdict: model.DirectoryRefused, Cause: "username_taken",
		Detail: "Match it, or link it.", Entry: "01HANK", Name: "Hank@globex.example", Token: "w7Qa",
		Peer: "198.51.100.20", UserAgent: "Okta SCIM Client 1.0.0"}
	partlyRequest = model.DirectoryRequest{ID: "directory_request_01B", At: noon.Add(-time.Minute), Method: "PATCH",
		Path: "/Groups/01GROUP", Status: 204,
		Verdict: model.DirectoryPartly, Entry: "01GROUP", Name: "Engineering 工程", Warnings: []model.DirectoryWarning{
			{Cause: "member_unknown", Detail: "2 members are not known here."}, {Cause: "email_outside_domains"},
			{Cause: "member_field"}}}
	soughtRequest = model.DirectoryRequest{ID: "directory_request_01C", At: noon, Method: "GET",
		Path: `/users?filter=userName+eq+%22hank%22`, Status: 200, Verdict: model.DirectoryDone}
)

// Each field finds the requests that it is about, and words find what stands in the list or was said.
func TestDirectoryFilter(t *testing.T) {
	for text, want := range map[string]string{
		"":                "taken partly sought",
		"verdict:refused": "taken", "verdict:REF": "taken", "state:failed": "taken", "verdict:ok": "sought",
		"verdict:done": "sought", "verdict:partly": "partly", "-verdict:ok": "taken partly",
		"!state:ok": "taken partly", "verdict:unchanged": "",
		"cause:username_taken": "taken", "error:taken": "taken", `cause:"not assigned"`: "partly",
		"cause:member_unknown": "partly", "cause:email_outside": "partly", "-cause:e": "sought",
		"fixer:idp": "taken partly", `fixer:"IdP admin"`: "taken partly", "who:vendor": "partly",
		"fixer:desk": "partly", "user:HANK": "taken sought", "user:01hank": "taken", "user:engineering": "",
		"group:工程": "partly", "group:01GROUP": "partly", "email:globex": "taken", "kind:users": "taken sought",
		"kind:group": "partly", "kind:schemas": "", "method:post": "taken", "method:P": "taken partly",
		"-method:get": "taken partly", "status:409": "taken", "status:4xx": "taken", "status:2XX": "partly sought",
		"-status:2xx": "taken", "status:400": "", "token:w7Qa": "taken", "token:…w7qa": "taken",
		"token:...w7qa": "taken", "peer:198.51": "taken",
		`agent:"scim client"`: "taken", "id:01A": "taken", "request:directory_request_01B": "partly",
		"id:01group": "partly", "since:30m": "partly sought", "until:30m": "taken", "before:30m": "taken",
		"at:11:59": "partly", "since:2h before:10m": "taken", "-since:30m": "taken",
		"hank": "taken sought", "POST": "taken", "4xx": "taken", "204": "partly", "refused": "taken", "link": "taken",
		"members": "partly", `"not known here"`: "partly",
		"w7qa": "taken", "hank -get": "taken", `"eq hank"`: "", "/groups/": "partly",
		"user:hank status:4xx since:2h": "taken", `"verdict:ok"`: "",
	} {
		f, err := model.ParseDirectoryFilter(text, noon)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var found []string
		for _, c := range []struct {
			name string
			r    model.DirectoryRequest
		}{{"taken", takenRequest}, {"partly", partlyRequest}, {"sought", soughtRequest}} {
			if f.MatchRequest(c.r) {
				found = append(found, c.name)
			}
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%s finds %q, want %q", text, got, want)
		}
	}
}

// What cannot be understood is told with its place, in the words of the filter of sessions.
func TestDirectoryFilterErrors(t *testing.T) {
	for text, want := range map[string]struct {
		offset int
		words  string
	}{
		`hank "open`: {5, "not closed"}, "org:acme": {0, `there is no field "org": use verdict, cause, fixer, `},
		"a verdict:fine": {2, "verdict is one of ok, unchanged, partly, refused"},
		"cause:":         {0, "cause: needs a value behind the colon"}, "since:soon": {0, "is not a time"},
		"x -at:14:05": {2, "cannot be turned round"}, "fixer:moon": {0, "fixer is one of idp, vendor, desk"},
		"status:40": {0, "status is a number or a class: 409, 4xx"}, "status:9xx": {0, "status is"},
		"status:+409": {0, "status is"}, "\x1b[2J:x": {0, `no field "\x1b[2j"`},
	} {
		_, err := model.ParseDirectoryFilter(text, noon)
		f, ok := errors.AsType[*model.FilterError](err)
		if !ok || f.Offset != want.offset || !strings.Contains(f.Message, want.words) {
			t.Errorf("%q: %v, want %q at %d", text, err, want.words, want.offset)
		}
	}
}

// Each value that help and completion offer is taken, and so is the name of each cause.
func TestDirectoryFilterTakesWhatItOffers(t *testing.T) {
	for _, f := range model.DirectoryFilterFields() {
		for _, v := range f.Values {
			if _, err := model.ParseDirectoryFilter(f.Name+":"+v, noon); err != nil {
				t.Errorf("%s:%s: %v", f.Name, v, err)
			}
		}
	}
	for _, v := range model.DirectoryVerdicts {
		f, err := model.ParseDirectoryFilter("verdict:"+string(v), noon)
		if err != nil || !f.MatchRequest(model.DirectoryRequest{Verdict: v}) {
			t.Errorf("verdict:%s: %v", v, err)
		}
	}
	for _, c := range model.DirectoryCauses {
		f, err := model.ParseDirectoryFilter("fixer:"+strings.ToLower(strings.Fields(string(c.Fixer))[0]), noon)
		if err != nil || !f.MatchRequest(model.DirectoryRequest{Cause: c.Cause}) {
			t.Errorf("%s: %v", c.Fixer, err)
		}
	}
}

func FuzzParseDirectoryFilter(f *testing.F) {
	for _, text := range []string{"hank", "-verdict:ok", `user:"two words"`, "status:4xx since:2h", ":", "-", `"`,
		"token:…", "user:\x1b[2J"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := model.ParseDirectoryFilter(text, noon)
		if err != nil {
			if e, ok := errors.AsType[*model.FilterError](err); !ok || e.Offset < 0 || e.Offset > len(text) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		filter.MatchRequest(takenRequest)
	})
}
