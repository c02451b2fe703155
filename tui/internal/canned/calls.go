package canned

import (
	"context"
	"time"

	"gatehouse/model"
)

// serve is what apps asked: a sign-in that went well, and requests that were refused.
func (d *Services) serve() {
	o := d.organizations[0]
	signedIn := d.sessionOf(model.Successful)
	const agent = "workos-node/11.0.0 (node/v22)"
	listener := d.For(model.Anybody())
	for i, c := range []model.APICall{
		{Method: "GET", Path: "/organizations", Query: "limit=10", Status: 401, Took: 180 * time.Microsecond,
			Peer: "203.0.113.9", UserAgent: "curl/8.5.0 \x1b[31m", Answer: `{"message":"Unauthorized"}`},
		{Method: "POST", Path: "/sso/token", Status: 200, Took: 4300 * time.Microsecond, SessionID: signedIn,
			OrganizationID: o.ID, Request: "client_id=client_01JDEMO&grant_type=authorization_code&code=…",
			Answer: `{"access_token":"…","profile":{"object":"profile","email":"todd@acme.example"}}`},
		{Method: "GET", Path: "/organizations/org_gone", Status: 404, Took: 900 * time.Microsecond,
			Answer: `{"message":"organization \"org_gone\" was not found","code":"entity_not_found"}`},
		{Method: "PUT", Path: "/organizations/" + string(o.ID), Status: 200, Took: 6100 * time.Microsecond,
			OrganizationID: o.ID, Request: `{"name":"Acme"}`,
			Answer: `{"object":"organization","id":"` + string(o.ID) + `","name":"Acme"}`},
	} {
		c.At = Now.Add(-time.Duration(22-4*i) * time.Second)
		c.ID, c.EnvironmentID = id("req", c.At, i), o.EnvironmentID
		if c.Status == 401 {
			c.EnvironmentID = ""
		} else {
			c.Key, c.KeyHint, c.Peer, c.UserAgent = "backend", "sk_test_…w7Qa", "198.51.100.7", agent
		}
		if err := listener.NoteAPICall(context.Background(), c); err != nil {
			panic(err) // the listener may note requests
		}
	}
}

// sessionOf is a session of a state.
func (d *Services) sessionOf(state model.State) model.ID {
	for i, x := range scenes {
		if x.state == state {
			return id("sess", Now.Add(-x.ago), i)
		}
	}
	panic("no scene ends like that")
}
