"""Which operations there are beside those about interviews, and which are absent (contract §2, §9, §11)."""

from __future__ import annotations

from typing import NoReturn

from vivavoce.dialects.a2a import admin_answers, admin_wire, hooks, keys, people, rpc, tenants
from vivavoce.dialects.a2a.wire import PageQuery
from vivavoce.dialects.dialect import Call, Route, Unit, Visit
from vivavoce.domain.errors import Unavailable

R, W, N, OPEN = Unit.READ, Unit.WRITE, Unit.NONE, Unit.OPEN
HOOK = "/tenants/me/webhook-config"


def not_here(_asked: Call | Visit) -> NoReturn:
    """Stands outside the workflow of interviews, or needs what no server of one's own has."""
    raise Unavailable("Not available on this server")


_OPEN = (
    Route(
        "POST",
        "/auth/login",
        (),
        people.sign_in,
        OPEN,
        "Sign in",
        body=admin_wire.SignIn,
        answer=admin_answers.SignedIn,
    ),
    Route(
        "POST",
        "/a2a/task",
        (),
        rpc.answer_task,
        OPEN,
        "Call by JSON-RPC 2.0, with the same credentials",
        body=admin_wire.RpcRequest,
        answer=admin_answers.RpcAnswer,
        also=(204,),
        late=True,
    ),
)
_KEYS = (
    Route(
        "POST",
        "/api-keys",
        ("keys:write",),
        keys.create_api_key,
        N,
        "Make an API key",
        201,
        body=admin_wire.NewTenantKey,
        answer=admin_answers.MadeTenantKey,
    ),
    Route(
        "GET",
        "/api-keys",
        ("keys:read",),
        keys.list_api_keys,
        R,
        "List API keys",
        query=PageQuery,
        answer=admin_answers.TenantKeys,
    ),
    Route("DELETE", "/api-keys/{id}", ("keys:write",), keys.delete_api_key, N, "End an API key", 204),
)
_USERS = (
    Route(
        "POST",
        "/users",
        ("members:write",),
        people.create_user,
        W,
        "Add a person",
        201,
        body=admin_wire.NewPerson,
        answer=admin_answers.Person,
        repeats=True,
    ),
    Route(
        "GET",
        "/users",
        ("members:read",),
        people.list_users,
        R,
        "List people",
        query=PageQuery,
        answer=admin_answers.People,
    ),
    Route(
        "GET",
        "/users/{id}",
        ("members:read",),
        people.read_user,
        R,
        "Read a person",
        answer=admin_answers.Person,
    ),
    Route(
        "PUT",
        "/users/{id}",
        ("members:write",),
        people.change_user,
        W,
        "Change a person",
        body=admin_wire.ChangePerson,
        answer=admin_answers.Person,
    ),
    Route("DELETE", "/users/{id}", ("members:delete",), people.delete_user, W, "Remove a person", 204),
    Route(
        "POST",
        "/users/{id}/change-password",
        ("members:write", "members:read"),
        people.change_password,
        W,
        "Set a password",
        204,
        body=admin_wire.ChangePassword,
        repeats=True,
    ),
)
"""A repeated request is not remembered: its fingerprint would be made from a password."""
_TENANTS = (
    Route(
        "GET",
        "/tenants/{id}",
        ("organizations:read",),
        tenants.read_tenant,
        R,
        "Read the tenant",
        answer=admin_answers.Tenant,
    ),
    Route(
        "PUT",
        "/tenants/{id}",
        ("organizations:write",),
        tenants.change_tenant,
        W,
        "Change the tenant",
        body=admin_wire.ChangeTenant,
        answer=admin_answers.Tenant,
    ),
)
_HOOK = (
    Route(
        "GET",
        HOOK,
        ("endpoints:read",),
        hooks.read_webhook_config,
        R,
        "Read the webhook",
        answer=admin_answers.TenantHook,
    ),
    Route(
        "PUT",
        HOOK,
        ("endpoints:write",),
        hooks.put_webhook_config,
        N,
        "Set the webhook",
        body=admin_wire.PutTenantHook,
        answer=admin_answers.TenantHook,
    ),
    Route("DELETE", HOOK, ("endpoints:write",), hooks.delete_webhook_config, W, "Take the webhook away", 204),
    Route(
        "POST",
        f"{HOOK}/test",
        ("endpoints:write",),
        hooks.try_webhook_config,
        N,
        "Send the webhook a test",
        answer=admin_answers.HookTrial,
    ),
)
_ABSENT = (
    Route("POST", "/auth/oauth/token", (), not_here, OPEN, "Exchange a client secret", documented=False),
    *(
        Route(method, path, (), not_here, N, "Skills, recordings and metrics", documented=False)
        for method, path in (
            ("GET", "/mcp/skills"),
            ("POST", "/mcp/skills"),
            ("POST", "/mcp/skills/validate"),
            ("DELETE", "/mcp/skills/{id}"),
            ("GET", "/recording/{id}/chunks"),
            ("GET", "/recording/{id}/stream"),
            ("GET", "/admin/metrics/system"),
            ("GET", "/admin/metrics/agents"),
            ("GET", "/admin/metrics/workflows"),
        )
    ),
)

ADMIN: tuple[Route, ...] = (*_OPEN, *_KEYS, *_USERS, *_TENANTS, *_HOOK, *_ABSENT)
"""All of them; JSON-RPC is another way to those about interviews."""
