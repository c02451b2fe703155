package cli

import (
	"bufio"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/internal/testkeys"
	"gatehouse/model"
	"gatehouse/provider"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/service"
)

// A test sign-in that is waited for ends with what came of it, and not with what becomes of
// another one meanwhile.
func TestConnectionTestWaitsForItsAnswer(t *testing.T) {
	services := inMemory(t)
	data, _ := instanceOf(t, services)
	theirs, err := idp.New("https://idp.example/metadata", "https://idp.example/sso", time.Now(), testkeys.Theirs)
	if err != nil {
		t.Fatal(err)
	}
	setup, err := model.ReadMetadata(theirs.Metadata(), "")
	if err != nil {
		t.Fatal(err)
	}
	owner := services.For(model.LocalOwner(model.ViaCommand, "tester"))
	orgs, err := owner.Organizations(t.Context(), model.OrganizationQuery{})
	if err != nil || len(orgs) == 0 {
		t.Fatal(len(orgs), err)
	}
	x, _, err := owner.CreateConnection(t.Context(),
		model.NewConnection{Organization: orgs[0].ID, Type: provider.Generic, IdP: &setup})
	if err != nil {
		t.Fatal(err)
	}
	for fault, want := range map[string]int{"": Done, "wrong-audience": Refused} {
		says, stderr := io.Pipe()
		var out strings.Builder
		code := make(chan int, 1)
		c := &command{args: []string{"connection", "test", string(x.ID), "--wait"},
			streams: Streams{In: strings.NewReader(""), Out: &out, Err: stderr}}
		go func() {
			exit, err := c.forward(t.Context(), data)
			if err != nil {
				t.Error(err)
			}
			code <- exit
		}()
		line, err := bufio.NewReader(says).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		go io.Copy(io.Discard, says)
		answer(t, services, x, theirs, "", "unsigned")
		answer(t, services, x, theirs, regexp.MustCompile(`sess_\w+`).FindString(line), fault)
		if exit := <-code; exit != want || !strings.Contains(out.String(), "SAMLRequest=") {
			t.Errorf("%q: exit code %d, want %d\n%s", fault, exit, want, out.String())
		}
	}
}

// answer delivers a provider's message to a request, or to none.
func answer(t *testing.T, s *service.Services, c model.Connection, p *idp.Provider, request, fault string) {
	t.Helper()
	form, err := p.Respond(idp.Request{ID: request, ACSURL: s.ACSURL(c), Audience: s.EntityID(c)},
		idp.Options{User: idp.DefaultUser("acme.example"), Now: time.Now(), Fault: fault})
	if err != nil {
		t.Fatal(err)
	}
	body := form.Body()
	_, err = s.For(model.Anybody()).Receive(t.Context(), model.Delivery{Key: c.Key,
		Post: saml.Post{Method: "POST", ContentType: "application/x-www-form-urlencoded", Body: body,
			Size: int64(len(body))}})
	if err != nil {
		t.Fatal(err)
	}
}
