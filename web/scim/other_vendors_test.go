package scim_test

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/service/directory"
	"gatehouse/web/webtest"
)

// What identity providers with fewer customers send, and what comes of it; apps know who it is about all the while.
func TestOtherProviders(t *testing.T) {
	const ada = `"userName":"ada@example.com","name":{"givenName":"Ada","familyName":"L"}`
	for name, test := range map[string]struct {
		kind, method, path, body string
		status                   int
		says                     string
	}{
		"PingOne: two addresses are the primary one": {"generic", "PUT", "/Users/{ada}", `{` + userSchema + `,` + ada +
			`,"active":true,"emails":[{"value":"ada@example.com","type":"work","primary":true},` +
			`{"value":"second@example.com","type":"home","primary":true}]}`, 200, `second@`},
		"PingFederate: a user is found by an address without a condition": {"pingfederate", "GET",
			`/Users?filter=emails+eq+%22ADA@example.com%22`, ``, 200, `"totalResults":1`},
		"PingFederate: all groups are read, and matched there": {"pingfederate", "GET",
			"/Groups?startIndex=1&count=100", ``, 200, `"displayName":"Staff"`},
		"CyberArk: the connection is tested by one user": {"cyberark", "GET", "/Users?count=1", ``, 200,
			`"itemsPerPage":1`},
		"CyberArk: a type of resource is read by its name": {"cyberark", "GET", "/ResourceTypes/Group", ``, 200,
			`"endpoint":"/Groups"`},
		"Rippling: a POST that is repeated makes nobody twice": {"rippling", "POST", "/Users",
			`{` + userSchema + `,` + ada + `,"externalId":"r-1"}`, 409, `"scimType":"uniqueness"`},
		"Rippling: a group is emptied by PATCH": {"rippling", "PATCH", "/Groups/{staff}",
			patch(`{"op":"remove","path":"members"}`), 204, ``},
	} {
		t.Run(name, func(t *testing.T) {
			l := webtest.Listen(t, service.Options{})
			d := l.NewDirectory(t, test.kind)
			user := d.Want(t, 201, "POST", "/Users",
				`{`+userSchema+`,`+ada+`,"emails":[{"value":"ada@example.com"}]}`).ID()
			ids := strings.NewReplacer("{ada}", user, "{staff}", addGroup(t, d, "Staff", user))
			a := d.Want(t, test.status, test.method, ids.Replace(test.path), test.body)
			if !strings.Contains(a.Text, test.says) {
				t.Errorf("no %s in %s", test.says, a.Text)
			}
			page, err := l.Services.DirectoryUsers(t.Context(), directory.EntryList{Directory: d.ID,
				Paging: model.Paging{Limit: model.MaxPaging}})
			if err != nil || len(page.Items) != 1 || page.Items[0].Attributes.Email != "ada@example.com" {
				t.Errorf("apps see %s, %v", fmt.Sprint(page.Items), err)
			}
		})
	}
}
