"""Which operations act in the key's own organization, whatever company a request names."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.dialects.dialect import Route, Unit
from vivavoce.dialects.instaview import account, account_answers, endpoints, queries, wire
from vivavoce.dialects.instaview.answers import Envelope, Page

R, W, N = Unit.READ, Unit.WRITE, Unit.NONE

_WEBHOOKS = (
    Route(
        "POST",
        "/webhooks",
        ("endpoints:write",),
        endpoints.create_webhook,
        N,
        "Register a webhook",
        201,
        body=wire.NewWebhook,
        answer=Envelope[account_answers.Webhook],
    ),
    Route(
        "GET",
        "/webhooks",
        ("endpoints:read",),
        endpoints.list_webhooks,
        R,
        "List webhooks",
        query=queries.WebhookQuery,
        answer=Envelope[account_answers.Webhooks],
    ),
    Route(
        "GET",
        "/webhooks/{id}",
        ("endpoints:read",),
        endpoints.read_webhook,
        R,
        "Read a webhook",
        answer=Envelope[account_answers.Webhook],
    ),
    Route(
        "PATCH",
        "/webhooks/{id}",
        ("endpoints:write",),
        endpoints.change_webhook,
        N,
        "Change a webhook",
        body=wire.ChangeWebhook,
        answer=Envelope[account_answers.Webhook],
    ),
    Route(
        "DELETE", "/webhooks/{id}", ("endpoints:write",), endpoints.delete_webhook, W, "Delete a webhook", 204
    ),
    Route(
        "POST",
        "/webhooks/{id}/test",
        ("endpoints:write",),
        endpoints.ping_webhook,
        N,
        "Send a ping",
        answer=Envelope[account_answers.WebhookTest],
    ),
    Route(
        "POST",
        "/webhooks/{id}/reset-circuit",
        ("endpoints:write",),
        endpoints.reset_circuit,
        W,
        "Let a webhook be told again",
        answer=Envelope[account_answers.Webhook],
    ),
)
_COMPANIES = (
    Route(
        "GET",
        "/company",
        ("organizations:read",),
        account.list_companies,
        N,
        "List companies",
        query=queries.PageQuery,
        answer=Envelope[Page[account_answers.Company]],
    ),
    Route(
        "POST",
        "/company",
        ("organizations:write",),
        account.create_company,
        N,
        "Found a company",
        201,
        body=wire.NewCompany,
        answer=Envelope[account_answers.Company],
    ),
    Route(
        "GET",
        "/company/{id}",
        ("organizations:read",),
        account.read_company,
        N,
        "Read a company",
        answer=Envelope[account_answers.Company],
    ),
    Route(
        "PATCH",
        "/company/{id}",
        ("organizations:write",),
        account.change_company,
        N,
        "Change a company",
        body=wire.ChangeCompany,
        answer=Envelope[account_answers.Company],
    ),
)
_BILLING = (
    Route(
        "GET",
        "/billing/usage",
        ("usage:read",),
        account.read_usage,
        N,
        "Read what has been used",
        query=queries.UsageQuery,
        answer=Envelope[account_answers.Usage],
    ),
)
_SOURCING = tuple(
    Route(method, path, (), account.no_sourcing, N, "Sourcing", documented=False)
    for method, path in (
        ("POST", "/sourcing"),
        ("PATCH", "/sourcing/{id}"),
        ("GET", "/sourcing/{id}/results"),
        ("POST", "/sourcing/enrich"),
        ("GET", "/sourcing/enrich/{id}/results"),
        ("POST", "/sourcing/render-html"),
    )
)
_COMPANIES_TOO = tuple(
    replace(route, path=route.path.replace("/company", "/companies"), documented=False)
    for route in _COMPANIES
)


AT_HOME: tuple[Route, ...] = tuple(
    replace(route, at_home=True)
    for route in (*_WEBHOOKS, *_COMPANIES, *_COMPANIES_TOO, *_BILLING, *_SOURCING)
)
"""Webhooks, companies, usage, and sourcing, which no server of one's own has."""
