package directory

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service/core"
)

// Causes of refusals and warnings beyond those of [scim].
const (
	causeEmailMissing model.DirectoryCause = "email_missing"
	causeOutside      model.DirectoryCause = "email_outside_domains"
	causeRequired     model.DirectoryCause = "required_unmapped"
)

// incomplete are the warnings of what was not applied.
var incomplete = []model.DirectoryCause{causeMemberUnknown, scim.WarnMemberValue, scim.WarnMemberField}

const (
	maxDifferences = 20  // of one entry that a log names
	maxDifference  = 200 // characters of one
)

// logOf begins the entry of a request in the log of its directory.
func (s Service) logOf(d model.Directory, q Request, now time.Time) model.DirectoryRequest {
	l := model.DirectoryRequest{ID: s.core.NewID(model.PrefixDirectoryRequest, now), Directory: d.ID, At: now,
		Token: s.core.Principal.Evidence, Peer: q.By.Peer, UserAgent: model.Short(q.By.UserAgent), Method: q.Method,
		Path: pathOf(q)}
	l.Body, l.Cut = bodyOf(q)
	return l
}

// pathOf is what a request asks for. The filter comes first: by it one knows what is looked for.
func pathOf(q Request) string {
	rest := maps.Clone(q.Query)
	delete(rest, "filter")
	query := rest.Encode()
	if filter, asks := q.Query["filter"]; asks {
		query = strings.TrimSuffix(url.Values{"filter": filter}.Encode()+"&"+query, "&")
	}
	if query == "" {
		return q.Path
	}
	return q.Path + "?" + model.RedactQuery(query)
}

// maxReadBody is how long a body is read again for the log, in bytes: of a longer one nothing is kept.
const maxReadBody = 1 << 20

// bodyOf is what is kept of a body, and whether there was more of it.
func bodyOf(q Request) (kept []byte, cut bool) {
	if len(q.Body) > maxReadBody {
		return nil, true
	}
	text := model.WithoutSecrets(q.ContentType, q.Body)
	if len(text) <= model.MaxDirectoryBody {
		return []byte(text), false
	}
	return []byte(strings.ToValidUTF8(text[:model.MaxDirectoryBody], "")), true
}

// about notes which entry the request is about.
func (x *exchange) about(e model.DirectoryEntry) { x.log.Entry, x.log.Name = e.ID, e.Name }

func (x *exchange) warn(cause model.DirectoryCause, detail string) {
	x.log.Warnings = append(x.log.Warnings, model.DirectoryWarning{Cause: cause, Detail: detail})
}

func (x *exchange) warnAll(warnings []scim.Warning) {
	for _, w := range warnings {
		x.warn(model.DirectoryCause(w.Code), w.Detail)
	}
}

// settle says what became of a request that was done.
func (x *exchange) settle(unchanged bool) {
	x.log.Took = x.core.Clock().Sub(x.now)
	lost := func(w model.DirectoryWarning) bool { return slices.Contains(incomplete, w.Cause) }
	switch {
	case slices.ContainsFunc(x.log.Warnings, lost):
		x.log.Verdict = model.DirectoryPartly
	case unchanged:
		x.log.Verdict = model.DirectoryUnchanged
	default:
		x.log.Verdict = model.DirectoryDone
	}
}

// watch warns of what will keep a user from being of use to apps.
func (x *exchange) watch(ctx context.Context, e model.DirectoryEntry) error {
	if e.Kind != model.UserEntry {
		return nil
	}
	var a model.UserAttributes
	if err := json.Unmarshal(e.Attributes, &a); err != nil {
		return err
	}
	x.watchRequired(a)
	if a.Email == "" {
		x.warn(causeEmailMissing, "This user has no email address. Map mail, or userPrincipalName, to the work email.")
		return nil
	}
	o, err := core.Read[model.Organization](ctx, x.core.Store, model.KindOrganization, x.directory.OrganizationID)
	if err != nil {
		return err
	}
	_, domain, _ := strings.Cut(a.Email, "@")
	if len(o.VerifiedDomains()) > 0 && !o.Owns(a.Email) {
		x.warn(causeOutside, fmt.Sprintf(
			"%s is not a verified domain of %s. Ask for it to be added, or map another address.",
			quoted(domain), o.Name))
	}
	return nil
}

// watchRequired warns of required attributes that a user has not: by the map for all, or by what was sent of them.
func (x *exchange) watchRequired(a model.UserAttributes) {
	unmapped := x.attributes.Unmapped()
	var empty []string
	for _, name := range x.attributes.Lacks(a) {
		if !slices.Contains(unmapped, name) {
			empty = append(empty, name)
		}
	}
	if len(unmapped) > 0 {
		x.warn(causeRequired, "Required of each user and not mapped: map "+strings.Join(unmapped, ", ")+
			" in the attribute map of this directory.")
	}
	if len(empty) > 0 {
		x.warn(causeRequired, "Required of each user and not sent of this one: "+strings.Join(empty, ", ")+
			". Send it from your provider, or map it to what is sent.")
	}
}

// note writes a request into the log that changed nothing. What was read waits a moment: it goes together with
// the next change.
func (x *exchange) note(ctx context.Context, refused bool) error {
	if x.again {
		return nil
	}
	if !refused && x.state.keepRead(x.log) {
		return nil
	}
	all := append(x.state.takeReads(x.directory.ID), x.log)
	return x.core.Store.LogDirectory(ctx, all...)
}

// differences are what another resource changes of an entry, a line for each attribute at the root.
func differences(was, is model.DirectoryEntry) ([]string, error) {
	if was.Revision == 0 {
		return []string{"created"}, nil
	}
	var before, after map[string]json.RawMessage
	if err := json.Unmarshal(was.Resource, &before); err != nil {
		return nil, fmt.Errorf("%w: %s %s: %w", model.ErrDamaged, was.Kind, was.ID, err)
	}
	if err := json.Unmarshal(is.Resource, &after); err != nil {
		return nil, err
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(changedRoots(before, after))) {
		lines = append(lines, fmt.Sprintf("%s: %s → %s", name, value(before[name]), value(after[name])))
	}
	if len(lines) > maxDifferences {
		more := len(lines) - maxDifferences
		lines = append(lines[:maxDifferences], fmt.Sprintf("and %d more", more))
	}
	return lines, nil
}

// value is a value in a line.
func value(v json.RawMessage) string {
	if len(v) == 0 {
		return "nothing"
	}
	text := []rune(strings.ToValidUTF8(string(v), "?"))
	if len(text) > maxDifference {
		return string(text[:maxDifference-1]) + "…"
	}
	return string(text)
}

// words say what a plan does.
func (p memberPlan) words() (lines []string) {
	in, out := 0, 0
	for _, all := range []map[model.ID]bool{p.users, p.nested} {
		for _, added := range all {
			if added {
				in++
			} else {
				out++
			}
		}
	}
	if in > 0 {
		lines = append(lines, "+ "+model.Plural(in, "member", "members"))
	}
	if out > 0 {
		lines = append(lines, "- "+model.Plural(out, "member", "members"))
	}
	return lines
}
