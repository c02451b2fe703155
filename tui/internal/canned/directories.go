package canned

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/storage"
)

// provision makes a directory for each of the first organizations: one that fell silent, one that is in use, one
// that nothing has reached.
func (d *Services) provision() {
	made := Now.Add(-19 * 24 * time.Hour)
	for i, kind := range []string{"jump cloud scim v2.0", "okta scim v2.0", "azure scim v2.0"} {
		o := d.organizations[i]
		x := model.Directory{ID: id(model.PrefixDirectory, made, i), EnvironmentID: o.EnvironmentID,
			OrganizationID: o.ID, Type: kind, Key: fmt.Sprintf("pX9w%dcVtR4mKq8sLy2bZnJ6", i),
			State: model.DirectoryLinked, Created: made, Updated: made}
		x.Name = o.Name + " " + x.TypeName()
		t := model.DirectoryToken{ID: id(model.PrefixDirectoryToken, made, i), DirectoryID: x.ID,
			EnvironmentID: o.EnvironmentID, OrganizationID: o.ID, Hint: []string{"m4Xd", "w7Qa", "k9Zt"}[i],
			Hash: fmt.Sprintf("d%d", i), Created: made}
		last := Now.Add([]time.Duration{-74 * time.Hour, -3 * time.Minute, 0}[i])
		if t.Used = last.Truncate(time.Minute); i == 2 {
			x.State, t.Used = model.DirectoryValidating, time.Time{}
		}
		if i == 1 {
			x.Map = map[string]string{"cost_center": scim.URNEnterprise + ":employeeNumber"}
			x.Roles = map[model.ID]string{groupID(x, 0): "admin"}
		}
		d.record(x)
		d.record(t)
		r := model.Recompute{DirectoryID: x.ID, Map: d.attributes(x).Fingerprint(), Finished: i > 0}
		if i == 0 {
			r.Kind, r.Done, r.Total = model.UserEntry, 12_300, 50_000
		}
		d.record(r)
		switch i {
		case 0:
			d.told(x, 0, nil,
				`{"userName":"todd@acme.example","name":{"givenName":"Todd","familyName":"Rundgren"},"active":true}`)
			d.asked(x, last, model.DirectoryRequest{Method: "GET", Path: "/Users?count=1&startIndex=1", Status: 401,
				Verdict: model.DirectoryRefused, Cause: "token_unknown", Peer: "203.0.113.9",
				Detail: "This token was never issued here. Paste it again, as a whole and without spaces."})
		case 1:
			d.push(x, last)
		}
	}
}

// push is what the directory in use was told: users in groups, one of whom has a name that is hostile to terminals,
// and requests with each verdict.
func (d *Services) push(x model.Directory, last time.Time) {
	const agent = "Okta SCIM Client 1.0.0"
	engineers := d.told(x, 0, []model.ID{groupID(x, 0)},
		`{"userName":"hank@globex.example","externalId":"00u1hank","name":{"givenName":"Hank","familyName":"Scorpio"},`+
			`"title":"President","emails":[{"value":"hank@globex.example","type":"work","primary":true}],`+
			`"active":true,`+
			`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":`+
			`{"department":"Management","employeeNumber":"1"}}`,
		`{"userName":"homer@globex.example","externalId":"00u2homer",`+
			`"name":{"givenName":"Homer","familyName":"Simpson"},`+
			`"emails":[{"value":"homer@globex.example","type":"work","primary":true}],"active":true}`)
	users := append(engineers,
		d.told(x, 2, nil, `{"userName":"mallory\u001b]0;owned\u0007","displayName":"Mallory \u202eevil","active":true}`,
			`{"userName":"frank@globex.example","name":{"formatted":"Frank Grimes"},"active":false,`+
				`"emails":[{"value":"frank@globex.example"}]}`)...)
	engineering := d.group(x, 0, "Engineering 工程", engineers...)
	d.group(x, 1, "Everyone", users...)
	at := func(ago time.Duration) time.Time { return last.Add(-ago) }
	d.asked(x, at(19*24*time.Hour-time.Hour), model.DirectoryRequest{Method: "GET",
		Path: "/Users?filter=userName+eq+%22hank%40globex.example%22&startIndex=1&count=100", Status: 200,
		Verdict: model.DirectoryDone, Token: "…w7Qa", UserAgent: agent, Done: []string{"0 found"}})
	d.asked(x, at(40*time.Minute), model.DirectoryRequest{Method: "POST", Path: "/Users", Status: 201,
		Verdict: model.DirectoryDone, Token: "…w7Qa", UserAgent: agent, Entry: users[2],
		Name: "mallory\x1b]0;owned\x07",
		Done: []string{"created"}, Body: []byte(`{"userName":"mallory\u001b]0;owned\u0007","active":true}`),
		Warnings: []model.DirectoryWarning{{Cause: "email_missing",
			Detail: "This user has no email address. Map mail, or userPrincipalName, to the work email."}}})
	d.asked(x, at(31*time.Minute), model.DirectoryRequest{Method: "POST", Path: "/Users", Status: 409,
		Verdict: model.DirectoryRefused, Cause: "username_taken", Token: "…w7Qa", UserAgent: agent,
		Detail: `A user with the userName "homer@globex.example" exists already. Let your provider match it, or link ` +
			`the two there.`,
		Body: []byte(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],` +
			`"userName":"homer@globex.example","active":true}`),
		Answer: []byte(
			`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness"}`)})
	d.asked(x, at(8*time.Minute), model.DirectoryRequest{Method: "PATCH", Path: "/Groups/" + string(engineering),
		Status: 204, Verdict: model.DirectoryPartly, Token: "…w7Qa", UserAgent: agent, Entry: engineering,
		Name: "Engineering 工程", Done: []string{"+ 2 members"},
		Warnings: []model.DirectoryWarning{{Cause: "member_unknown",
			Detail: "1 of 3 members is no user here. Assign them to the application, then push the group again."}}})
	d.asked(x, at(0), model.DirectoryRequest{Method: "PUT", Path: "/Users/" + string(users[0]), Status: 200,
		Verdict: model.DirectoryUnchanged, Token: "…w7Qa", UserAgent: agent, Entry: users[0],
		Name: "hank@globex.example"})
}

// attributes is the attribute map of a directory.
func (d *Services) attributes(x model.Directory) model.AttributeMap {
	return model.NewAttributeMap(d.environments[0], x)
}

// told puts users who come into groups into a directory, from the n-th user on, and gives their ids there.
func (d *Services) told(x model.Directory, n int, groups []model.ID, resources ...string) []model.ID {
	var all []model.ID
	for i, text := range resources {
		var r scim.Resource
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			panic(err) // they are part of this package
		}
		at := x.Created.Add(time.Duration(n+i) * time.Hour)
		seen := d.attributes(x).Of(r)
		seen.Roles = d.attributes(x).RolesIn(groups)
		e := model.DirectoryEntry{Directory: x.ID, Kind: model.UserEntry, Resource: json.RawMessage(text),
			State: model.UserActive, Attributes: encode(seen), Created: at, Updated: at}
		e.Name, _ = r["userName"].(string)
		e.ExternalID, _ = r["externalId"].(string)
		for _, address := range seen.Emails {
			e.Emails = append(e.Emails, address.Value)
		}
		if r["active"] == false {
			e.State = model.UserInactive
		}
		all = append(all, d.enter(x, e, n+i))
	}
	return all
}

// groupID is the id of the n-th group of a directory.
func groupID(x model.Directory, n int) model.ID {
	return id("", groupsMade(x), 10+n+int(x.Key[4])*100)[1:]
}

func groupsMade(x model.Directory) time.Time { return x.Created.Add(9 * time.Hour) }

// group puts a group with members into a directory.
func (d *Services) group(x model.Directory, n int, name string, members ...model.ID) model.ID {
	at := groupsMade(x)
	group := d.enter(x, model.DirectoryEntry{Directory: x.ID, Kind: model.GroupEntry, Name: name,
		Resource: encode(map[string]string{"displayName": name}), Created: at, Updated: at}, 10+n)
	step := storage.DirectoryStep{Directory: x.ID}
	for _, m := range members {
		step.Members = append(step.Members, storage.MemberChange{Membership: model.Membership{Group: group, User: m}})
	}
	d.happen(step)
	return group
}

// enter stores an entry, under ids of its number. Apps know of those who are not deactivated.
func (d *Services) enter(x model.Directory, e model.DirectoryEntry, n int) model.ID {
	prefix := map[model.EntryKind]string{model.UserEntry: model.PrefixDirectoryUser,
		model.GroupEntry: model.PrefixDirectoryGroup}[e.Kind]
	n += int(x.Key[4]) * 100
	e.ID = id("", e.Created, n)[1:]
	if e.State != model.UserInactive {
		e.Published, e.PublishedAt, e.PublishedEdit = id(prefix, e.Created, n), e.Created, e.Created
	}
	d.happen(storage.DirectoryStep{Directory: x.ID, Entries: []storage.EntryChange{{Entry: e}}})
	return e.ID
}

func (d *Services) happen(s storage.DirectoryStep) {
	if _, err := d.store.Provision(context.Background(), s); err != nil {
		panic(err) // the cast does not fit together
	}
}

// asked puts a request into the log of a directory.
func (d *Services) asked(x model.Directory, at time.Time, r model.DirectoryRequest) {
	r.ID, r.Directory, r.At, r.Took = id(model.PrefixDirectoryRequest, at, 0), x.ID, at, 2300*time.Microsecond
	if r.Peer == "" {
		r.Peer = "198.51.100.20"
	}
	if err := d.store.LogDirectory(context.Background(), r); err != nil {
		panic(err) // a store in memory keeps it
	}
}

// Enroll puts n plain users into a directory, newer than all others.
func (d *Services) Enroll(x model.Directory, n int) {
	for i := range n {
		name := fmt.Sprintf("user%d@globex.example", i)
		e := model.DirectoryEntry{Directory: x.ID, Kind: model.UserEntry, Name: name, Emails: []string{name},
			State: model.UserActive, Resource: encode(map[string]string{"userName": name}),
			Attributes: encode(model.UserAttributes{Email: name}), Created: Now.Add(time.Duration(i) * time.Second)}
		d.enter(x, e, 1000+i)
	}
}

// Asked puts a request of now into the log of a directory.
func (d *Services) Asked(x model.Directory, r model.DirectoryRequest) { d.asked(x, Now, r) }

// Busy puts n requests of the last seconds into the log of a directory, about user0 and so on.
func (d *Services) Busy(x model.Directory, n int) {
	for i := range n {
		d.asked(x, Now.Add(time.Duration(i-n)*time.Second), model.DirectoryRequest{Method: "GET", Path: "/Users",
			Status: 200, Verdict: model.DirectoryDone, Name: fmt.Sprintf("user%d", i)})
	}
}
