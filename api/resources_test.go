package api_test

import (
	"reflect"
	"strings"
	"testing"

	"gatehouse/api"
)

// Scripts and apps know the fields of a noun by their names: one that is gone
// breaks them.
func TestFieldNames(t *testing.T) {
	for _, noun := range []struct {
		told  any
		names string
	}{
		{api.Organization{}, "object id environment_id name external_id domains allow_profiles_outside_organization " +
			"metadata created_at updated_at"},
		{api.Domain{}, "object id organization_id domain state verification_strategy verification_prefix " +
			"verification_token record dns_host checked_at problem created_at updated_at"},
		{api.Connection{}, "id environment_id organization_id name connection_type state entity_id acs_url " +
			"metadata_url idp_entity_id sso_url sso_binding certificates idp_metadata_url idp_metadata_problem " +
			"pending_metadata pending_metadata_digest oidc refreshed preset policy mapping roles sign_requests " +
			"force_authn name_id_format authn_contexts authn_comparison auto_approve sp_keys created_at updated_at " +
			"lint"},
		{api.ExpiringCertificate{}, "connection_id name mark covered certificate"},
		{api.Awaiting{}, "user session_id at cause problem"},
		{api.SessionDetail{}, "id state origin class cause email idp_id environment_id organization_id connection_id " +
			"profile_id claims_to_answer unverified repeats trace created_at updated_at " +
			"peer request response decrypted_assertion verdict explanation approve events claim claimants"},
		{api.Environment{}, "id name kind client_id redirect_uris default_redirect portal_return_uri success_uris " +
			"custom_attributes oauth oauth_issuers session_timeout keep_days keep_mib directory_attributes " +
			"raw_attributes roles default_role multiple_roles portal_roles sdk"},
		{api.Branding{}, "environment_id name support colour logo_type logo_bytes"},
		{api.Key{}, "id environment_id name hint key created_at expires_at permissions last_used_at last_used_from " +
			"last_used_user_agent unused_for_90_days"},
		{api.ITContact{}, "object id email created_at updated_at"},
		{api.Link{}, "id environment_id organization_id url contact_id contact_email state features done created_by " +
			"created_at expires_at revoked_at completed_at opened step_reached stuck_since steps"},
		{api.Event{}, "object id event data created_at context"},
		{api.Directory{},
			"object id organization_id external_key type state name domain metadata created_at updated_at"},
		{api.DirectoryDetail{}, "object id organization_id external_key type state name domain metadata created_at " +
			"updated_at environment_id endpoint token keep_inactive last_request_at last_file last_file_at " +
			"attribute_map unmapped recomputing"},
		{api.DirectoryToken{},
			"object id directory_id organization_id token_suffix created_at token last_used_at revoked_at"},
		{api.DirectoryGroupMembers{}, "object id idp_id directory_id organization_id name raw_attributes created_at " +
			"updated_at previous_attributes members"},
		{api.DirectoryRequest{}, "id directory_id at took_ms token_suffix peer user_agent method path status verdict " +
			"resource name done cause fixer detail warnings body answer curl"},
		{api.DirectoryMetadata{}, "users groups"},
		{api.DirectoryUserCounts{}, "active inactive"},
		{api.DirectoryUser{}, "object id directory_id organization_id idp_id email first_name last_name name " +
			"job_title username emails state role roles custom_attributes raw_attributes created_at updated_at " +
			"groups previous_attributes"},
		{api.Role{}, "object id name slug description permissions resource_type_slug type created_at updated_at"},
		{api.DirectoryRoles{}, "directory_id roles default_role multiple_roles groups"},
		{api.GroupRole{}, "group_id name role"},
		{api.ConnectionRoles{}, "connection_id roles default_role multiple_roles groups"},
		{api.SignedGroup{}, "name role came_lately"},
		{api.DirectoryEmail{}, "primary type value"},
		{api.DirectoryGroup{}, "object id idp_id directory_id organization_id name raw_attributes created_at " +
			"updated_at previous_attributes"},
		{api.DirectoryEvent{}, "object id organization_id external_key type name state created_at updated_at domains"},
		{api.EventDomain{}, "object id domain"},
		{api.MemberEvent{}, "directory_id user group"},
		{api.TokenEvent{}, "object id directory_id organization_id token_suffix created_at"},
		{api.SignInEvent{}, "type status ip_address user_agent user_id email sso error"},
		{api.EventSession{}, "organization_id connection_id session_id"},
		{api.ConnectionEvent{}, "object id organization_id connection_type name state status domains created_at " +
			"updated_at external_key"},
		{api.DeletedConnection{}, "object id organization_id connection_type name state created_at updated_at"},
		{api.VerificationFailed{}, "reason organization_domain"},
		{api.RenewedCertificate{}, "connection certificate renewed_at"},
		{api.DueCertificate{}, "connection certificate days_until_expiry"},
		{api.EventCertificate{}, "certificate_type expiry_date is_expired"},
		{api.FeatureRequest{}, "id organization_id link_id intent contact details created_at updated_at settled_at"},
		{api.Action{}, "id at actor action undone_by changes viewed undoes"},
		{api.Change{}, "kind id fields"},
		{api.Note{}, "object id about text mentions author created_at"},
		{api.Author{}, "name via"},
		{api.Member{}, "id email role limit state keys invited_at invitation_expires_at invitation_code " +
			"invitation_message last_active_at created_at updated_at"},
		{api.SSHKey{}, "fingerprint key comment added_at"},
		{api.Team{}, "name keep_changes_days updated_at"},
		{api.Profile{}, "kind name role limit evidence choices member"},
	} {
		of := reflect.TypeOf(noun.told)
		if names := strings.Join(namesOf(of), " "); names != noun.names {
			t.Errorf("%s has %s\nwant %s", of, names, noun.names)
		}
	}
}

// namesOf are the names of a struct's fields; those of one that is embedded stand
// among them.
func namesOf(of reflect.Type) (names []string) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			names = append(names, namesOf(field.Type)...)
		} else {
			names = append(names, name)
		}
	}
	return names
}
