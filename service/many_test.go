package service_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"gatehouse/model"
	"gatehouse/storage"
)

// orgAndConnection makes two records as the verbs do, without their cost.
func (h *installation) orgAndConnection(t testing.TB, i int) []storage.Change {
	t.Helper()
	now := h.clock.Now()
	sample := h.welcome.Connection
	domain := fmt.Sprintf("d%05d.example.com", i)
	o := model.Organization{
		ID: model.NewID(model.PrefixOrganization, now), EnvironmentID: h.staging, Name: fmt.Sprintf("Company %05d", i),
		Domains: []model.Domain{{ID: model.NewID(model.PrefixDomain, now), Domain: domain, State: model.DomainVerified,
			Created: now, Updated: now}},
		Created: now, Updated: now,
	}
	c := sample
	c.ID, c.OrganizationID, c.Key = model.NewID(model.PrefixConnection, now), o.ID, fmt.Sprintf("key%05d", i)
	c.Name, c.Type, c.IdPEntityID = o.Name, "OktaSAML", "https://idp.example.com/"+c.Key
	record := func(n model.Noun) storage.Change {
		data, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		return storage.Change{Record: model.RecordOf(n, data, now)}
	}
	return []storage.Change{
		record(o), record(c),
	}
}
