package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml/idp"
	"gatehouse/visitor"
	"gatehouse/web/webtest"
)

// signIn goes from the app to the test identity provider's sign-in page and
// back, and gives the last page.
func signIn(t *testing.T, b *visitor.Browser, start string) visitor.Page {
	t.Helper()
	at, err := b.Get(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"SAMLRequest", "fault", "SAMLResponse"} {
		f, ok := at.FormWith(field)
		if !ok {
			if field == "SAMLRequest" {
				continue // the redirect binding
			}
			t.Fatalf("%s (%d) has no form with %s: %s", at.URL, at.Status, field, at.Text)
		}
		if at, err = b.Submit(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

func TestLoginEndToEnd(t *testing.T) {
	l, a := listen(t), webtest.NewApp(t)
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
				begun := l.sessions(t)[0]
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
				if s := l.session(t, begun.ID); s.State != model.Authorized || at.Session != begun.ID {
					t.Fatalf("after the response: %s, answer names session %s", s.State, at.Session)
				}

				status, token := l.Exchange(t, got.Get("code"))
				if status != http.StatusOK || token["token_type"] != "Bearer" {
					t.Fatalf("token: %d %v", status, token)
				}
				story, err := l.Desk.Story(t.Context(), begun.ID)
				if err != nil {
					t.Fatal(err)
				}
				if story.State != model.Successful || story.Session.Email != "ada.lovelace@"+model.DemoDomain {
					t.Errorf("after the exchange: %s for %s", story.State, story.Session.Email)
				}
				if story.Request == nil || !strings.Contains(string(story.Request.XML), string(begun.ID)) {
					t.Error("the request's XML is not kept")
				}
				if signed && binding == model.Post && !strings.Contains(string(story.Request.XML), "SignatureValue") {
					t.Error("the request is not kept as it was sent: signed")
				}
				if len(story.Receipts) != 1 || !strings.Contains(string(story.Message.XML), string(begun.ID)) {
					t.Errorf("the response's XML is not kept: %d receipts", len(story.Receipts))
				}

				r, _ := http.NewRequest(http.MethodGet, l.URL+"/SSO/profile", nil)
				r.Header.Set("Authorization", "Bearer "+token["access_token"].(string))
				var profile map[string]any
				if err := json.Unmarshal([]byte(body(t, send(t, r))), &profile); err != nil {
					t.Fatal(err)
				}
				if profile["email"] != "ada.lovelace@"+model.DemoDomain || profile["first_name"] != "Ada" || profile["object"] != "profile" {
					t.Errorf("profile: %v", profile)
				}
			})
		}
	}
}

// Every fault leads to the cause that it promises, over HTTP as in a browser.
func TestFaultsThroughTheListener(t *testing.T) {
	l := listen(t)
	v := l.visitor(t)
	for _, fault := range idp.Faults() {
		t.Run(fault.Name, func(t *testing.T) {
			result, err := v.SignIn(t.Context(), visitor.SignIn{Fault: fault.Name})
			if err != nil {
				t.Fatal(err)
			}
			s := l.session(t, result.Session())
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
	l := listen(t)
	for _, fault := range []string{"replay", "replay-after-exchange"} {
		result, err := l.visitor(t).SignIn(t.Context(), visitor.SignIn{Fault: fault})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Sessions) != 2 {
			t.Fatalf("%s: sessions %v, want two", fault, result.Sessions)
		}
		first, second := l.session(t, result.Sessions[0]), l.session(t, result.Sessions[1])
		if first.State != model.Successful {
			t.Errorf("%s: the first is %s", fault, first.State)
		}
		if second.State != model.Failed || second.Claims != first.ID {
			t.Errorf("%s: the second is %s and claims %q, not %q", fault, second.State, second.Claims, first.ID)
		}
	}
}

func TestIdPInitiatedGoesToDefaultRedirect(t *testing.T) {
	l := listen(t)
	b := l.Browser(t)
	at := signIn(t, b, l.URL+"/test-idp/start?connection="+string(l.Welcome.Connection.ID))
	if at.URL.Path != "/demo/callback" || !at.URL.Query().Has("state") || at.URL.Query().Get("state") != "" {
		t.Errorf("ended at %s: want the default redirect URI with an empty state", at.URL)
	}
	if s := l.session(t, at.Session); s.State != model.Successful || s.Origin != model.FromIdentityProvider {
		t.Errorf("%s from %s", s.State, s.Origin)
	}
}

// The demo app shows nobody words that somebody else put into a link.
func TestDemoShowsNoForeignWords(t *testing.T) {
	l := listen(t)
	answer := get(t, l.URL+"/demo/callback?code=x&error=access_denied&error_description=Call+555-0100")
	if text := body(t, answer); answer.StatusCode != http.StatusBadRequest || strings.Contains(text, "555-0100") {
		t.Errorf("%d %s", answer.StatusCode, text)
	}
}

func TestVisitorPicksTheUser(t *testing.T) {
	l := listen(t)
	result, err := l.visitor(t).SignIn(t.Context(), visitor.SignIn{
		Connection: l.Welcome.Connection.ID, User: visitor.User{Email: "grace@" + model.DemoDomain, FirstName: "Grace"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := l.session(t, result.Session()); s.Email != "grace@"+model.DemoDomain || s.ConnectionID != l.Welcome.Connection.ID {
		t.Errorf("signed in %s through %s", s.Email, s.ConnectionID)
	}
}
