package sso_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/testclient"
	"gatehouse/web/webtest"
)

func TestLoginEndToEnd(t *testing.T) {
	l, a := webtest.Open(t), webtest.NewApp(t)
	const state = "opaque &=+%20 ünïcode"
	for _, binding := range []model.Binding{model.Redirect, model.Post} {
		for _, signed := range []bool{false, true} {
			name := string(binding)
			if signed {
				name += " signed"
			}
			t.Run(name, func(t *testing.T) {
				l.Reconfigure(t, func(c *model.Connection) { c.SSOBinding, c.SignRequests = binding, signed })
				b := l.Browser(t)
				start := l.AuthorizeURL(url.Values{"redirect_uri": {a.Callback()}, "state": {state}})
				at, err := b.Get(t.Context(), start)
				if err != nil {
					t.Fatal(err)
				}
				begun := l.Sessions(t)[0]
				if begun.State != model.Started || begun.Origin != model.FromServiceProvider {
					t.Fatalf("after authorize: %s from %s", begun.State, begun.Origin)
				}
				if f, ok := at.FormWith("SAMLRequest"); ok != (binding == model.Post) {
					t.Fatalf("a form with the request: %t", ok)
				} else if ok {
					if at, err = b.Submit(t.Context(), f); err != nil {
						t.Fatal(err)
					}
				}
				page, _ := at.FormWith("fault")
				if at, err = b.Submit(t.Context(), page); err != nil {
					t.Fatal(err)
				}
				answer, _ := at.FormWith("SAMLResponse")
				if at, err = b.Submit(t.Context(), answer); err != nil {
					t.Fatal(err)
				}
				got := <-a.Answers
				if got.Get("state") != state || got.Get("code") == "" {
					t.Fatalf("callback got %v", got)
				}
				if s := l.Session(t, begun.ID); s.State != model.Authorized || at.Session != begun.ID {
					t.Fatalf("after the response: %s, answer names session %s", s.State, at.Session)
				}

				status, token := l.Exchange(t, got.Get("code"))
				if status != http.StatusOK || token["token_type"] != "Bearer" {
					t.Fatalf("token: %d %v", status, token)
				}
				detail, err := l.Services.SessionDetail(t.Context(), begun.ID)
				if err != nil {
					t.Fatal(err)
				}
				if detail.State != model.Successful || detail.Session.Email != "ada.lovelace@"+model.DemoDomain {
					t.Errorf("after the exchange: %s for %s", detail.State, detail.Session.Email)
				}
				if detail.Request == nil || !strings.Contains(string(detail.Request.XML), string(begun.ID)) {
					t.Error("the request's XML is not kept")
				}
				if signed && binding == model.Post && !strings.Contains(string(detail.Request.XML), "SignatureValue") {
					t.Error("the request is not kept as it was sent: signed")
				}
				if len(detail.Receipts) != 1 || !strings.Contains(string(detail.Message.XML), string(begun.ID)) {
					t.Errorf("the response's XML is not kept: %d receipts", len(detail.Receipts))
				}

				r, _ := http.NewRequest(http.MethodGet, l.URL+"/SSO/profile", nil)
				r.Header.Set("Authorization", "Bearer "+token["access_token"].(string))
				var profile map[string]any
				if err := json.Unmarshal([]byte(webtest.Body(t, webtest.Send(t, r))), &profile); err != nil {
					t.Fatal(err)
				}
				if profile["email"] != "ada.lovelace@"+model.DemoDomain || profile["first_name"] != "Ada" ||
					profile["object"] != "profile" {
					t.Errorf("profile: %v", profile)
				}
			})
		}
	}
}

// Every fault leads to the cause that it promises, over HTTP as in a browser.
func TestFaultsThroughTheListener(t *testing.T) {
	l := webtest.Open(t)
	v := l.Client(t)
	for _, fault := range idp.Faults() {
		t.Run(fault.Name, func(t *testing.T) {
			result, err := v.SignIn(t.Context(), testclient.SignIn{Fault: fault.Name})
			if err != nil {
				t.Fatal(err)
			}
			s := l.Session(t, result.Session())
			if fault.Accept {
				if s.State != model.Successful || result.Title != "Signed in" {
					t.Fatalf("%s %s, page %q", s.State, s.Cause, result.Title)
				}
				return
			}
			if s.State != model.Failed || s.Cause != fault.Cause || s.Class != fault.Class {
				t.Fatalf("%s %q %q, want %q %q", s.State, s.Class, s.Cause, fault.Class, fault.Cause)
			}
			if result.Title == "Signed in" {
				t.Error("the app signed the user in")
			}
		})
	}
}

func TestReplayTouchesNoEarlierSession(t *testing.T) {
	l := webtest.Open(t)
	for _, fault := range []string{"replay", "replay-after-exchange"} {
		result, err := l.Client(t).SignIn(t.Context(), testclient.SignIn{Fault: fault})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Sessions) != 2 {
			t.Fatalf("%s: sessions %v, want two", fault, result.Sessions)
		}
		first, second := l.Session(t, result.Sessions[0]), l.Session(t, result.Sessions[1])
		if first.State != model.Successful {
			t.Errorf("%s: the first is %s", fault, first.State)
		}
		if second.State != model.Failed || second.Claims != first.ID {
			t.Errorf("%s: the second is %s and claims %q, not %q", fault, second.State, second.Claims, first.ID)
		}
	}
}

func TestIdPInitiatedGoesToDefaultRedirect(t *testing.T) {
	l := webtest.Open(t)
	b := l.Browser(t)
	at := webtest.SignIn(t, b, l.URL+"/test-idp/start?connection="+string(l.Welcome.Connection.ID))
	if at.URL.Path != "/demo/callback" || !at.URL.Query().Has("state") || at.URL.Query().Get("state") != "" {
		t.Errorf("ended at %s: want the default redirect URI with an empty state", at.URL)
	}
	if s := l.Session(t, at.Session); s.State != model.Successful || s.Origin != model.FromIdentityProvider {
		t.Errorf("%s from %s", s.State, s.Origin)
	}
}
